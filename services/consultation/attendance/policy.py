"""When a county lets people sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, Field

from services.consultation.attendance.domain import Window


@dataclass(frozen=True)
class Shown:
    """The code of this moment, when the next one takes its place, and where the page is at which it is taken."""

    code: str
    until: datetime
    page: str


class SignInPolicy(BaseModel):
    """Minutes before the meeting's time from which, and after it until which, signing in is possible; for how many
    seconds one code is shown, and where the portal is at which it is taken."""

    sign_in_opens_minutes: int = Field(ge=0, le=60 * 24 * 366)
    sign_in_closes_minutes: int = Field(ge=0, le=60 * 24 * 366)
    code_seconds: int = Field(ge=15, le=3600)
    page: str = Field(default="/portal", pattern=r"^(https?://[^\s?#]+[^\s?#/]|/[^\s?#]*[^\s?#/])$", max_length=200)

    def window(self, at: datetime) -> Window:
        opens, closes = (timedelta(minutes=n) for n in (self.sign_in_opens_minutes, self.sign_in_closes_minutes))
        return Window(at - opens, at + closes)
