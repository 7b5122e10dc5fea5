"""The ledger: the same lines whatever the order, totals under their caps, points taken back and nothing vanishing."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.ledger import domain
from services.evaluation.ledger.domain import KINDS, Act, Kind, Line, What
from services.evaluation.ledger.policy import POLICY, LedgerPolicy

BEGIN = datetime(2025, 12, 30, 4, tzinfo=UTC)
TIGHT = POLICY.default().model_copy(
    update={
        "filed": POLICY.default().filed.model_copy(update={"cap": Decimal(3)}),
        "admitted": POLICY.default().admitted.model_copy(update={"cap": Decimal("7.5")}),
        "cosigned": POLICY.default().cosigned.model_copy(update={"cap": Decimal(1)}),
    }
)


class Fixed:
    def __init__(self, policy: LedgerPolicy) -> None:
        self.policy = policy

    def on(self, at: datetime) -> LedgerPolicy:
        return self.policy

    def of_year(self, year: int) -> LedgerPolicy:
        return self.policy


def act(n: int, what: What, *members: str, proposal: str = "P1", **fields: Any) -> Act:
    at = BEGIN + timedelta(hours=n)
    filing = {"kind": "individual", "session_id": "S1"} if what == "filed" else {}
    return Act(f"E{n}", proposal, what, at, at.date(), members, **(filing | fields))


def sums(found: list[Line]) -> dict[str, Decimal]:
    return {one.member_id: one.total for one in domain.totals(found)}


def lines(*acts: Act, policy: LedgerPolicy = TIGHT) -> list[Line]:
    return domain.lines(acts, Fixed(policy))


members = st.sampled_from("ABCD")
WHATS: tuple[What, ...] = (
    "cosigned", "admitted", "merged", "merge_undone", "key", "key_revoked", "excellent", "excellent_revoked",
    "withdrawn",
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    """Of a few proposals, in the order in which they happened; some instants tell two things."""
    found: list[Act] = []
    n = 0
    for proposal in ("P1", "P2", "P3"):
        n = draw(st.integers(0, 3))
        kind = draw(st.sampled_from(("individual", "joint", "collective")))
        found.append(act(n, "filed", draw(members), proposal=proposal, kind=kind))
        for what in draw(st.lists(st.sampled_from(WHATS), max_size=8)):
            n += draw(st.integers(0, 20))
            people = draw(st.lists(members, min_size=1, max_size=3, unique=True))
            found.append(act(n, what, *people[: 1 if what == "cosigned" else 3], proposal=proposal))
    numbered = [Act(**(vars(one) | {"event_id": f"E{i:02}"})) for i, one in enumerate(found)]
    return sorted(numbered, key=lambda one: (one.at, domain.ORDER[one.what], one.proposal_id, one.event_id))


@given(histories(), st.randoms(use_true_random=False))
def test_the_lines_are_the_same_in_whatever_order_events_come(history: list[Act], random: Random) -> None:
    first = lines(*history)
    random.shuffle(history)
    assert lines(*history) == first


@given(histories(), st.integers(0, 30))
def test_what_is_in_the_ledger_stays_in_it_whatever_comes(history: list[Act], cut: int) -> None:
    whole = lines(*history)
    before = lines(*history[:cut])
    assert whole[: len(before)] == before


@given(histories())
def test_what_counts_is_what_stands_up_to_the_cap(history: list[Act]) -> None:
    found = lines(*history)
    standing: dict[tuple[str, Kind, int], Decimal] = defaultdict(Decimal)
    counted: dict[tuple[str, Kind, int], Decimal] = defaultdict(Decimal)
    for line in found:
        key = line.member_id, line.kind, line.year
        standing[key] += line.points
        counted[key] += line.counted
        cap = TIGHT.cap(line.kind)
        assert standing[key] >= 0
        assert counted[key] == (standing[key] if cap is None else min(standing[key], cap))


@given(histories())
def test_points_are_taken_back_once_from_the_event_that_gave_them(history: list[Act]) -> None:
    events = {one.event_id: one for one in history}
    given_by: dict[tuple[str, str, Kind], list[Decimal]] = defaultdict(list)
    for line in lines(*history):
        assert line.event_id in events
        if line.takes_back is None:
            assert line.points > 0
            given_by[line.takes_back or line.event_id, line.member_id, line.kind].append(line.points)
        else:
            (points,) = given_by[line.takes_back, line.member_id, line.kind]
            assert line.points == -points
            given_by[line.takes_back, line.member_id, line.kind].clear()
    withdrawn = {one.proposal_id for one in history if one.what == "withdrawn"}
    for proposal in withdrawn:
        assert sum(line.points for line in lines(*history) if line.proposal_id == proposal) == 0


def test_a_proposal_s_life_in_lines() -> None:
    told = [
        act(0, "filed", "A", kind="joint"),
        act(1, "cosigned", "B"),
        act(2, "admitted", "A", "B", "C"),
        act(3, "key"),
        act(4, "excellent"),
        act(5, "merge_undone", "A", "B"),
    ]
    found = lines(*told, policy=POLICY.default())
    assert sums(found) == {"A": 2 + 5 + 5 + 8, "B": 1 + 2 + 1 + 2, "C": 0}
    back = [(line.member_id, line.kind, line.points, line.event_id, line.takes_back) for line in found[-3:]]
    assert back == [
        ("C", "admitted", -2, "E5", "E2"),
        ("C", "excellent", -2, "E5", "E4"),
        ("C", "key", -1, "E5", "E3"),
    ]
    assert sums(lines(*told, act(6, "withdrawn"), policy=POLICY.default())) == {"A": 0, "B": 0, "C": 0}
    assert {line.kind for line in found} == set(KINDS)


def test_who_loses_a_capped_entry_keeps_what_the_others_fill() -> None:
    filed = [act(n, "filed", "A", proposal=f"P{n}") for n in range(3)]
    found = lines(*filed, act(5, "withdrawn", proposal="P0"), act(6, "withdrawn", proposal="P1"))
    assert [line.counted for line in found] == [2, 1, 0, 0, -1]
    assert sums(found) == {"A": 2}


def test_a_body_s_proposal_is_not_its_officer_s() -> None:
    told = [act(0, "filed", "A", kind="collective"), act(1, "admitted", "A", "B")]
    assert sums(lines(*told)) == {"B": 2}
    counts = TIGHT.model_copy(update={"collective_counts": True})
    assert sums(lines(*told, policy=counts)) == {"A": 7, "B": 2}


def test_who_was_merged_into_an_admitted_one_proposes_it_from_then_on() -> None:
    told = [act(0, "filed", "A"), act(1, "admitted", "A"), act(2, "merged", "A", "B"), act(3, "key")]
    assert sums(lines(*told)) == {"A": 12, "B": 3}
    # Before the admission, that one says it.
    early = [act(0, "filed", "A"), act(1, "merged", "A", "B"), act(2, "admitted", "A", "B")]
    assert [(line.member_id, line.kind, line.event_id) for line in lines(*early)] == [
        ("A", "filed", "E0"), ("A", "admitted", "E2"), ("B", "admitted", "E2"),
    ]  # fmt: skip


def test_of_two_years_awards_the_one_that_stands_keeps_its_points() -> None:
    told = [act(1, "filed", "A"), act(2, "admitted", "A"), act(3, "excellent"), act(4, "excellent")]
    assert [one.kind for one in lines(*told)].count("excellent") == 1
    one_left = lines(*told, act(5, "excellent_revoked"))
    assert one_left == lines(*told)
    none_left = lines(*told, act(5, "excellent_revoked"), act(6, "excellent_revoked"))
    assert none_left[-1].points == -none_left[-2].points


def test_each_act_is_of_the_year_in_which_it_was() -> None:
    found = lines(act(0, "filed", "A"), act(72, "admitted", "A"), act(73, "withdrawn"))
    assert [(line.year, line.kind, line.points) for line in found] == [
        (2025, "filed", 2), (2026, "admitted", 5), (2026, "admitted", -5), (2025, "filed", -2),
    ]  # fmt: skip


def test_what_was_cosigned_before_it_was_filed_counts_with_the_filing() -> None:
    assert lines(act(0, "cosigned", "B")) == []
    found = lines(act(0, "cosigned", "B"), act(1, "filed", "A"))
    assert [(line.member_id, line.kind, line.event_id) for line in found] == [
        ("A", "filed", "E1"),
        ("B", "cosigned", "E0"),
    ]
