"""Which fate each proposal has: dealt out by quota for the county, written down one by one for the small size."""

from dataclasses import dataclass, field
from random import Random
from typing import Literal, TypeVar

from contracts.base import AnswerClass, OutcomeKind, ProposalKind
from ops.demo.generator.texts import Declined, Text

T = TypeVar("T")
ReviewFate = Literal["admit", "edit", "return", "decline", "thin", "withdraw_early", "withdraw_late", "child", "parted"]
"""``thin``: returned and declined all the same; ``child``: merged into another; ``parted``: merged, and undone."""
PromiseFate = Literal["on_time", "late", "missed", "released", "running"]


@dataclass
class Plan:
    ref: str
    text: Text
    kind: ProposalKind = "individual"
    first: str = ""
    body: str | None = None
    cosigners: list[tuple[str, bool | None]] = field(default_factory=list[tuple[str, bool | None]])
    booked: bool = False
    between: int | None = None
    """The day of a filing between sessions."""
    late_hour: bool = False
    review: ReviewFate = "admit"
    declined: Declined | None = None
    master: str | None = None
    repeats: str | None = None
    shape: str = "sole"
    """``sole``, ``lead1`` to ``lead3`` with so many helpers, ``split2``."""
    answer_class: AnswerClass = "solved"
    key: bool = False
    key_number: Literal[1, 2, 3] | None = None
    returned: Literal["reassigned", "refused"] | None = None
    late: Literal["extended", "missed", "extended_on_time"] | None = None
    unhappy: Literal["rehandled", "again", "process"] | None = None
    unsigned: Literal["open", "closed"] | None = None
    disputed: Literal["upheld", "stands"] | None = None
    rejected_first: bool = False
    class_changed: bool = False
    promise: PromiseFate = "running"
    outcomes: list[tuple[OutcomeKind, str]] = field(default_factory=list[tuple[OutcomeKind, str]])
    """Kind and end: ``verified``, ``rejected``, ``open`` or ``instruction``."""
    assessed: bool = False
    handling_assessed: bool = False
    excellent: bool = False

    @property
    def admitted(self) -> bool:
        return self.review not in ("decline", "thin", "withdraw_early", "child")

    @property
    def handled(self) -> bool:
        return self.admitted and self.review != "withdraw_late"


def _times(count: int, one: T) -> list[T]:
    return [one for _ in range(count)]


def deal_handling(plans: list[Plan], seed: str) -> None:
    """The county's proportions of what happens after admission; each quota is a share of those handled."""
    rng = Random(seed)
    handled = [plan for plan in plans if plan.handled]
    count = len(handled)

    def some(number: int, *, of: list[Plan]) -> list[Plan]:
        return rng.sample(of, min(number, len(of)))

    numbers: list[Literal[1, 2, 3] | None] = [1, 2, 3]
    shapes = ["sole"] * 42 + ["lead1"] * 29 + ["lead2"] * 19 + ["lead3"] * 5 + ["split2"] * 5
    hundred: list[AnswerClass] = [*_times(55, "solved"), *_times(33, "planned"), *_times(12, "reference")]
    shapes = [shapes[n * 100 // count] for n in range(count)]
    classes: list[AnswerClass] = [hundred[n * 100 // count] for n in range(count)]
    rng.shuffle(shapes)
    rng.shuffle(classes)
    for plan, shape, answer_class in zip(handled, shapes, classes, strict=True):
        plan.shape, plan.answer_class = shape, answer_class
    for n, plan in enumerate(some(round(count * 0.2), of=handled)):
        plan.key = True
        plan.key_number = numbers[n] if n < len(numbers) else None
    early = [plan for plan in handled if plan.between is None or plan.between < 230]
    calm = [plan for plan in early if not plan.key]
    for n, plan in enumerate(some(10, of=[plan for plan in early if plan.shape != "split2"])):
        plan.returned = "refused" if n == 4 else "reassigned"
    pool = some(40, of=[plan for plan in calm if plan.returned is None])
    for plan in pool[:4]:
        plan.unhappy, plan.shape, plan.answer_class = "rehandled", "sole", "reference"
    pool[4].unhappy, pool[4].shape, pool[4].answer_class = "again", "lead1", "reference"
    for plan in pool[5:8]:
        plan.unhappy = "process"
    for plan in pool[8:14]:
        plan.unsigned = "open"
    for plan in pool[14:16]:
        plan.unsigned = "closed"
    for n, plan in enumerate(pool[16:19]):
        plan.disputed = "upheld" if n == 0 else "stands"
    for n, plan in enumerate(pool[19:32]):
        plan.late = "extended_on_time" if n % 6 == 5 else "extended" if n % 3 == 1 else "missed"
    for plan in pool[32:36]:
        plan.rejected_first = True
    for plan in pool[36:38]:
        plan.class_changed, plan.answer_class = True, "planned"
    pool[38].answer_class = "infeasible"
    planned = [plan for plan in handled if plan.answer_class == "planned"]
    fates: list[PromiseFate] = [
        *_times(9, "on_time"), *_times(3, "late"), *_times(2, "missed"), *_times(5, "running"), "released",
    ]  # fmt: skip
    for n, plan in enumerate(planned):
        plan.promise = fates[n % len(fates)] if n < 60 else "running"
    kinds: list[OutcomeKind] = ["development", "decision", "development", "duty", "decision", "consensus"]
    ends = ["verified"] * 9 + ["rejected", "open", "verified", "verified", "verified", "instruction"]
    settled = [plan for plan in early if plan.unhappy != "again" and plan.unsigned is None]
    for n, plan in enumerate(some(round(count * 0.45), of=settled)):
        end = ends[n % len(ends)]
        plan.outcomes = [("decision" if end == "instruction" else kinds[n % len(kinds)], end)]
        if n % 9 == 0:
            plan.outcomes.append((kinds[(n + 1) % len(kinds)], "verified"))
    for plan in some(20, of=early):
        plan.assessed = True
    for plan in [plan for plan in early if plan.assessed and plan.outcomes][:4]:
        plan.excellent = True
    for plan in some(25, of=[plan for plan in early if plan.unsigned is None]):
        plan.handling_assessed = True
