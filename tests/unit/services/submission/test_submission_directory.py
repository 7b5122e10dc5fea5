"""Lists that are handed over again and again: what is known changes nothing, whatever came before."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import DomainRefusal, Event
from contracts.submission import ArchivedProposalRecorded, BodyEnrolled, MemberEnrolled, UnitEnrolled
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
