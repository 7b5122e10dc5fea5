"""What the routes of signing in share."""

from datetime import datetime
from typing import Annotated

import segno
from fastapi import Query
from pydantic import BaseModel, Field

from chassis.http import Body
from services.consultation.attendance.policy import Shown

Origin = Annotated[str | None, Query(max_length=200, pattern=r"^https?://[^\s/?#]+$")]
"""Where the asking page is found: with it a county that has set no whole address has one."""


class SignIn(Body):
    code: Annotated[str, Field(min_length=1, max_length=40)]


class CodeView(BaseModel):
    """``svg`` is a QR code of ``link``, to be shown large in the room: the page at which one signs in, ``#`` and the
    code, so that who scans it need not have found the meeting before. Ask again at ``until``."""

    code: str
    until: datetime
    link: str
    svg: str

    @classmethod
    def of(cls, path: str, shown: Shown, origin: str | None) -> "CodeView":
        page = (origin or "") + shown.page if shown.page.startswith("/") else shown.page
        link = f"{page}{path}#{shown.code}"
        return cls(code=shown.code, until=shown.until, link=link, svg=segno.make(link, error="m").svg_inline(scale=8))
