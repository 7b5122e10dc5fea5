"""A step of the demo: somebody does something at a moment, after the earlier steps of the same chain."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ops.demo.script import Moment


@dataclass(frozen=True)
class Step:
    when: Moment
    chain: str
    """Steps of one chain and moment run one after another; chains run beside each other."""
    act: Callable[[], Awaitable[Any]]


class Chain:
    """Collects the steps of one chain."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.steps: list[Step] = []

    def add(self, when: Moment, act: Callable[..., Awaitable[Any]], *arguments: Any) -> None:
        self.steps.append(Step(when, self.name, partial(act, *arguments)))
