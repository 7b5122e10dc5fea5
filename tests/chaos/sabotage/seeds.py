"""The registry of bugs, and where and how often one strikes."""

from collections.abc import Callable
from dataclasses import dataclass

Here = Callable[[str], bool]
"""Whether the bug strikes in a county."""


@dataclass(frozen=True)
class Bug:
    seed: Callable[[Here], None]
    service: str
    """Where the load of the tests meets it."""


BUGS: dict[str, Bug] = {}


def bug(service: str) -> Callable[[Callable[[Here], None]], Callable[[Here], None]]:
    def register(seed: Callable[[Here], None]) -> Callable[[Here], None]:
        BUGS[seed.__name__] = Bug(seed, service)
        return seed

    return register


def nth(number: int) -> Callable[[str], bool]:
    """Whether it is the n-th of its kind, 2n-th, …; what was asked before is answered as before."""
    seen: dict[str, bool] = {}

    def chosen(id: str) -> bool:
        return seen.setdefault(id, (len(seen) + 1) % number == 0)

    return chosen


def strikes(county: str | None) -> Here:
    """There only, or everywhere."""
    return lambda where: county is None or where == county
