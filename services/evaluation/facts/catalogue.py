"""Every recorded fact that a formula may name: what it says, between which bounds it lies, and where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from contracts.base import Adoption
from services.evaluation.facts.formulas import FORMULAS, Facts, Weights, answered, owed


@dataclass(frozen=True)
class Fact:
    zh: str
    en: str
    read: Callable[[Facts, Weights], Fraction | int | None]
    most: int | None
    """The least is always 0; None: it has no bound."""
    sources: tuple[str, ...]
    """Keys of ``Facts.sources``."""


def _share(name: str) -> Callable[[Facts, Weights], Fraction | None]:
    def read(facts: Facts, weights: Weights) -> Fraction | None:
        share = FORMULAS[name](facts, weights)
        return share and share.value

    return read


def _answers(adoption: Adoption) -> Callable[[Facts, Weights], int | None]:
    def read(facts: Facts, _: Weights) -> int | None:
        if not facts.adoptions:
            return None
        return sum(list(answers.values()).count(adoption) for answers in facts.adoptions.values())

    return read


def _asked(facts: Facts, _: Weights) -> int | None:
    counted = answered(facts)
    return counted and counted[1]


def _answered(facts: Facts, _: Weights) -> int | None:
    counted = answered(facts)
    return counted and counted[0]


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        "on_time": Fact("按时答复率", "share of deadlines met", _share("on_time"), 1, ("deadlines",)),
        "consultations_held": Fact(
            "办前、办中、办后协商完成率", "share of the three phases held", _share("consultations_held"), 1,
            ("consultations",),
        ),
        "answered_point_by_point": Fact(
            "逐条答复率", "share of suggestions answered", _share("answered_point_by_point"), 1, ("proposal", "replies")
        ),
        "adoption_rate": Fact("建议采纳率", "share of suggestions adopted", _share("adoption_rate"), 1, ("replies",)),
        "commitments_kept": Fact(
            "承诺兑现率", "share of commitments kept", _share("commitments_kept"), 1, ("replies", "commitments")
        ),
        "signed_satisfaction": Fact(
            "委员签字评价", "worst signed result, as a share", _share("signed_satisfaction"), 1, ("signatures",)
        ),
        "outcome_verified": Fact(
            "成果是否经确认", "1 where an outcome is verified", _share("outcome_verified"), 1, ("outcomes", "proposal")
        ),
        "deadlines_due": Fact("到期的答复期限数", "deadlines that have come", lambda f, _: f.due, None, ("deadlines",)),
        "deadlines_met": Fact("按时答复数", "deadlines met", lambda f, _: f.on_time, None, ("deadlines",)),
        "phases_held": Fact("已协商的阶段数", "phases held", lambda f, _: len(f.phases), 3, ("consultations",)),
        "suggestions_asked": Fact("应答复建议数", "suggestions to answer", _asked, None, ("proposal", "replies")),
        "suggestions_answered": Fact("已答复建议数", "suggestions answered", _answered, None, ("proposal", "replies")),
        "answers_adopted": Fact("采纳数", "suggestions adopted", _answers("adopted"), None, ("replies",)),
        "answers_partly": Fact("部分采纳数", "adopted in part", _answers("partly"), None, ("replies",)),
        "answers_planned": Fact("列入计划数", "planned", _answers("planned"), None, ("replies",)),
        "answers_refused": Fact("未采纳数", "not adopted", _answers("not_adopted"), None, ("replies",)),
        "promises_owed": Fact(
            "应兑现承诺数", "commitments to keep", lambda f, _: owed(f), None, ("replies", "commitments")
        ),
        "promises_kept": Fact("已兑现承诺数", "commitments kept", lambda f, _: f.kept, None, ("commitments",)),
        "promises_released": Fact(
            "解除承诺数", "commitments released", lambda f, _: f.released, None, ("commitments",)
        ),
        "outcomes_verified": Fact(
            "经确认成果数", "verified outcomes", lambda f, _: f.verified_outcomes, None, ("outcomes",)
        ),
        "signatures_asked": Fact(
            "应签字人数", "signatures asked for", lambda f, _: f.asked_to_sign, None, ("signatures",)
        ),
        "signatures_given": Fact("已签字人数", "signatures given", lambda f, _: f.signed, None, ("signatures",)),
        "signatures_dissatisfied": Fact(
            "不满意人数", "signed dissatisfied", lambda f, _: f.dissatisfied, None, ("signatures",)
        ),
        "cycles": Fact("办理轮次", "times it was answered", lambda f, _: f.cycles, None, ("replies",)),
    }
)  # fmt: skip

NAMES = tuple(FACTS)


def values(facts: Facts, weights: Weights) -> dict[str, Fraction | None]:
    """Each fact's value; None where it is not known."""
    found = {name: fact.read(facts, weights) for name, fact in FACTS.items()}
    return {name: None if value is None else Fraction(value) for name, value in found.items()}
