"""When a county lets people sign in."""

from datetime import datetime, timedelta

from pydantic import BaseModel, Field

from services.consultation.attendance.domain import Window


class SignInPolicy(BaseModel):
    """Minutes before the meeting's time from which, and after it until which, signing in is possible; for how many
    seconds one code is shown."""

    sign_in_opens_minutes: int = Field(ge=0, le=60 * 24 * 366)
    sign_in_closes_minutes: int = Field(ge=0, le=60 * 24 * 366)
    code_seconds: int = Field(ge=15, le=3600)

    def window(self, at: datetime) -> Window:
        opens, closes = (timedelta(minutes=n) for n in (self.sign_in_opens_minutes, self.sign_in_closes_minutes))
        return Window(at - opens, at + closes)
