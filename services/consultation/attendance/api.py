"""What the routes of signing in share."""

from datetime import datetime
from typing import Annotated

import segno
from pydantic import BaseModel, Field

from chassis.http import Body


class SignIn(Body):
    code: Annotated[str, Field(min_length=1, max_length=40)]


class CodeView(BaseModel):
    """``svg`` is a QR code to be shown large in the room, of the path at which one signs in, ``#`` and the code: who
    scans it need not have found the meeting before. Ask again at ``until``."""

    code: str
    until: datetime
    svg: str

    @classmethod
    def of(cls, path: str, shown: tuple[str, datetime]) -> "CodeView":
        code, until = shown
        return cls(code=code, until=until, svg=segno.make(f"{path}#{code}", error="h").svg_inline(scale=8))
