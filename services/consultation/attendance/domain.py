"""When somebody may sign in, and who is there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.base import DomainRefusal
from contracts.consultation import Attendance


@dataclass(frozen=True)
class Window:
    opens: datetime
    closes: datetime

    def check(self, now: datetime) -> None:
        if not self.opens <= now <= self.closes:
            raise DomainRefusal(
                "sign-in-window",
                f"Signing in is possible from {self.opens.isoformat()} to {self.closes.isoformat()}.",
            )


def is_there(attendance: Iterable[Attendance], came: Attendance) -> bool:
    return any(_who(one) == _who(came) for one in attendance)


def _who(one: Attendance) -> tuple[str | None, ...]:
    """A member is one person whatever name is entered; a unit may send several."""
    if one.member_id is not None:
        return ("member", one.member_id)
    return ("login", one.login) if one.login is not None else (one.unit_id, one.name)
