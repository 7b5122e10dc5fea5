"""Keys that the broker refuses while it takes others: they wait longer and longer, and nobody waits behind them."""

from collections.abc import Set
from dataclasses import dataclass

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0


@dataclass
class _Held:
    strikes: int = 0
    """How often it failed while others did not; a broker that is away is nobody's fault."""
    others: bool = False
    """Whether something else was acknowledged since it failed."""
    until: float = 0.0


class HeldKeys:
    """In memory only: after a restart every key has its try, and is held again where it fails again."""

    def __init__(self) -> None:
        self._held: dict[bytes, _Held] = {}

    def now(self, now: float) -> list[str]:
        """What is not to be tried at this time."""
        return sorted(key.decode() for key, held in self._held.items() if held.until > now)

    def judge(self, tried: Set[bytes], failed: Set[bytes], acknowledged: bool, now: float) -> None:
        """Takes in what became of a batch of these keys."""
        for key in tried - failed:
            self._held.pop(key, None)
        if acknowledged:
            for held in self._held.values():
                held.others = True
                if held.strikes == 0:
                    # The broker was away and is back: everything goes out at once.
                    held.until = 0.0
        for key in failed:
            held = self._held.setdefault(key, _Held())
            held.strikes += acknowledged or held.others
            held.others = acknowledged
            held.until = now + min(FIRST_PAUSE * 2**held.strikes, LONGEST_PAUSE)
