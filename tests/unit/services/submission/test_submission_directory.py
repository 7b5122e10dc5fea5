"""Lists that are handed over again and again: what is known changes nothing, whatever came before."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import DomainRefusal, Event
from contracts.submission import ArchivedProposalRecorded, BodyEnrolled, MemberEnrolled, MemberRetired, UnitEnrolled
from services.submission.archive import domain as archive
from services.submission.body import domain as bodies
from services.submission.member import domain as members
from services.submission.unit import domain as units

WORD = st.sampled_from(["甲", "乙"])
MEMBER = st.builds(
    MemberEnrolled, member_id=st.just("M1"), name=WORD, sector=WORD, party_group=st.none(), committee=st.none(),
    term=st.integers(14, 16),
)  # fmt: skip
UNIT = st.builds(
    UnitEnrolled, unit_id=st.just("U1"), name=WORD, system=st.sampled_from(["party", "government"]),
    linked_committee=WORD,
)  # fmt: skip
BODY = st.builds(
    BodyEnrolled, body_id=st.just("B1"), name=WORD, kind=st.just("sector"), officers=st.sampled_from([(), ("M1",)])
)
ARCHIVED = st.builds(
    ArchivedProposalRecorded, proposal_id=st.just("A-2024-1"), year=st.just(2024), session=WORD, case_number=st.just(1),
    title=WORD, proposers=st.just(("甲",)), units=st.just(("乙",)), answer_class=st.none(), result=st.none(),
    unfinished=st.none(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("apply", "bring_in", "rows"),
    [
        (members.apply, members.bring_in, MEMBER),
        (units.apply, units.bring_in, UNIT),
        (bodies.apply, bodies.bring_in, BODY),
        (archive.apply, archive.record, ARCHIVED),
    ],
    ids=["members", "units", "bodies", "archive"],
)
@given(data=st.data())
def test_a_row_that_was_taken_says_nothing_new(apply: Any, bring_in: Any, rows: Any, data: st.DataObject) -> None:
    state: Any = None
    for row in data.draw(st.lists(rows, min_size=1, max_size=6)):
        try:
            events = bring_in(state, row)
        except DomainRefusal:
            assert row.term < state.term
            continue
        for event in events:
            assert isinstance(event, Event)
            state = apply(state, event)
        assert bring_in(state, row) == []


def unit(id: str = "U1", **changes: Any) -> units.Unit:
    values: dict[str, Any] = {
        "id": id, "name": f"示例局{id}", "system": "government", "linked_committee": "示例委", "aliases": (),
        "successor_id": None, "ended_on": None,
    }  # fmt: skip
    return units.Unit(**values | changes)


DAY = date(2026, 3, 1)


def test_the_end_of_a_term_retires_whoever_has_no_later_one() -> None:
    def enrolled(term: int) -> members.Member:
        return members.apply(None, MemberEnrolled(member_id="M1", name="示例", sector="经济界", term=term))

    for term in (14, 15):
        (event,) = members.close_term(enrolled(term), 15)
        after = members.apply(enrolled(term), event)
        assert (after.active, after.carries_on) == (False, True)
        assert members.close_term(after, 15) == []
    assert members.close_term(enrolled(16), 15) == []
    again = members.apply(after, MemberEnrolled(member_id="M1", name="示例", sector="经济界", term=16))
    assert (again.active, again.carries_on) == (True, False)
    decided = members.apply(enrolled(15), MemberRetired(member_id="M1", reason="撤销委员资格"))
    assert (decided.active, decided.carries_on) == (False, False)
    assert members.close_term(decided, 15) == []


def test_a_unit_is_succeeded_once_and_only_by_one_that_stays() -> None:
    (event,) = units.succeed(unit(), unit("U2"), DAY, "机构改革")
    after = units.apply(unit(), event)
    assert (after.successor_id, after.ended_on) == ("U2", DAY)
    for state, successor, rule in (
        (unit(), unit(), "successor-itself"),
        (after, unit("U3"), "unit-ended"),
        (unit("U2"), after, "successor-ended"),
        (unit("U3"), after, "successor-ended"),
        (unit(ended_on=DAY), unit("U2"), "unit-ended"),
        (unit(), unit("U2", ended_on=DAY), "successor-ended"),
    ):
        with pytest.raises(DomainRefusal, match=rule):
            units.succeed(state, successor, DAY, "机构改革")
    with pytest.raises(DomainRefusal, match="unit-ended"):
        units.retire(after, DAY, "撤销")
    enrolled = UnitEnrolled(unit_id="U1", name="新名", system="party", linked_committee="示例委")
    with pytest.raises(DomainRefusal, match="unit-ended"):
        units.correct(after, enrolled)
    assert units.bring_in(after, enrolled) == []


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("ABCD")), max_size=12))
def test_successions_never_run_in_a_ring(wanted: list[tuple[str, str]]) -> None:
    known = {id: unit(id) for id in "ABCD"}
    for old, new in wanted:
        try:
            (event,) = units.succeed(known[old], known[new], DAY, "机构改革")
        except DomainRefusal:
            continue
        known[old] = units.apply(known[old], event)
    for id in known:
        seen: set[str] = set()
        at: str | None = id
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = known[at].successor_id


def test_a_succession_is_undone_until_it_is_used() -> None:
    (event,) = units.succeed(unit(), unit("U2"), DAY, "机构改革")
    after = units.apply(unit(), event)
    (undone,) = units.undo_succession(after, units.Used((), ()), "登记有误")
    assert units.apply(after, undone) == unit()
    for used in (units.Used(("P7",), ()), units.Used((), ("示例函〔2026〕1号",))):
        with pytest.raises(DomainRefusal, match="succession-used") as refusal:
            units.undo_succession(after, used, "登记有误")
        assert (*used.proposals, *used.replies)[0] in str(refusal.value)
    for state in (unit(), unit(ended_on=DAY)):
        with pytest.raises(DomainRefusal, match="not-succeeded"):
            units.undo_succession(state, units.Used((), ()), "登记有误")


def test_an_alias_leads_to_one_unit_however_it_is_typed() -> None:
    enrolled = UnitEnrolled(
        unit_id="U1",
        name="示例局",
        system="party",
        linked_committee="示例委",
        aliases=("（旧）Ab局", "示例局", "(旧)AB局"),
    )
    (event,) = units.enrol(None, enrolled)
    assert isinstance(event, UnitEnrolled)
    assert event.aliases == ("（旧）Ab局",)
    units.check_names(event, [("U1", ("示例局", "(旧)ab局")), ("U2", ("示例局", "别的局"))])
    for others in ([("U2", ("(旧)ab局",))], [("U2", ("别的局", "(旧)ab局"))], [("U2", ("别的局", "示例局"))]):
        with pytest.raises(DomainRefusal, match="name-taken"):
            units.check_names(event, others)


def test_a_row_that_is_silent_of_aliases_leaves_them() -> None:
    known = unit(aliases=("旧局",))
    row = UnitEnrolled(unit_id="U1", name="新名局", system="government", linked_committee="示例委")
    (event,) = units.bring_in(known, row)
    assert units.apply(known, event).aliases == ("旧局",)
    assert units.bring_in(known, row.model_copy(update={"name": known.name})) == []
    (cleared,) = units.bring_in(known, UnitEnrolled(**row.model_dump(exclude={"aliases"}), aliases=()))
    assert units.apply(known, cleared).aliases == ()


def body(**changes: Any) -> bodies.Body:
    values: dict[str, Any] = {"id": "B1", "name": "示例界别", "kind": "sector", "officers": ("M1",), "active": True}
    return bodies.Body(**values | changes)


def test_an_officer_acts_only_with_a_login_for_the_body_and_a_place_in_its_register() -> None:
    bodies.authorise(body(), "B1", "M1", "B1", officer=True)
    for state, member, token, officer, rule in (
        (body(), "M1", "B1", False, "body-officer"),
        (body(), "M1", "B2", True, "body-officer"),
        (body(), "M1", None, True, "body-officer"),
        (body(), "M2", "B1", True, "body-officer"),
        (body(active=False), "M1", "B1", True, "body-unknown"),
        (None, "M1", "B1", True, "body-unknown"),
    ):
        with pytest.raises(DomainRefusal, match=rule):
            bodies.authorise(state, "B1", member, token, officer=officer)


def test_a_retired_body_is_neither_corrected_nor_retired_again() -> None:
    enrolled = BodyEnrolled(body_id="B1", name="示例界别", kind="sector", officers=("M2",))
    assert bodies.correct(body(), enrolled) == [enrolled]
    assert bodies.bring_in(body(active=False), enrolled) == []
    with pytest.raises(DomainRefusal, match="retired-already"):
        bodies.correct(body(active=False), enrolled)
    with pytest.raises(DomainRefusal, match="retired-already"):
        bodies.retire(body(active=False), "换届")
