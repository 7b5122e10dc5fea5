"""When so many events fail that the fault must be ours, not theirs: then a consumer stops before it parks them all."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class PoisonLimits:
    """``run`` failures in a row, or ``share`` of the last ``window`` events."""

    run: int = 50
    window: int = 500
    share: float = 0.5


class PoisonWatch:
    """Counts a batch only when it is kept: one that is rolled back comes again, and would count twice."""

    def __init__(self, limits: PoisonLimits) -> None:
        self._limits = limits
        self._kept: deque[bool] = deque(maxlen=max(limits.window, limits.run))
        self._now = self._kept

    def begin(self) -> None:
        self._now = self._kept.copy()

    def keep(self) -> None:
        self._kept = self._now

    def applied(self) -> None:
        self._now.append(False)

    def failed(self) -> str | None:
        """Why it must stop now, if it must."""
        self._now.append(True)
        run, window, share = self._limits.run, self._limits.window, self._limits.share
        last = list(self._now)
        if len(last) >= run and all(last[-run:]):
            return f"{run} events in a row failed"
        failed = sum(last[-window:])
        if len(last) >= window and failed >= share * window:
            return f"{failed} of the last {window} events failed"
        return None
