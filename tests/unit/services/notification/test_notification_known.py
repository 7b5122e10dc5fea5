"""What is known is the same whatever order the topics come in."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts import submission as s
from contracts.base import Event
from contracts.consultation import AssignmentIssued, AssignmentReassigned
from contracts.supervision import KeyProposalDesignated, SupervisorAppointed
from services.notification.known.domain import LEARNED, Known, Supervised, learn, thing_of
from tests.support.golden import golden


def told(event: type[Event], **fields: object) -> Event:
    return golden(event).model_copy(update={"proposal_id": "P1", **fields})


SUBMISSION = [
    told(s.ProposalFiled, first_proposer="M1", body_id=None),
    told(s.CosignAnswered, member_id="M2", agreed=True),
    told(s.CosignAnswered, member_id="M3", agreed=False),
    told(s.ProposalsMerged, children=("P2", "P3")),
    told(s.MergeUndone),
    told(s.ProposalsMerged, children=("P4",)),
    told(s.ProposalAdmitted, title="关于示例的提案", case_number=7),
]
CONSULTATION = [told(AssignmentIssued, assignment_id=f"A{n}", unit_id=f"U{n}") for n in (1, 2)]
SUPERVISION = [
    told(SupervisorAppointed, supervisor="示例委员会"),
    told(KeyProposalDesignated, leader="示例领导"),
]

AT = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 10)]
SAID = {
    id(event): at for topic in (SUBMISSION, CONSULTATION, SUPERVISION) for event, at in zip(topic, AT, strict=False)
}
"""When each was said: every topic in its own order."""


@given(st.integers(0, 2**32))
def test_the_order_between_topics_does_not_matter(seed: int) -> None:
    waiting = [list(SUBMISSION), list(CONSULTATION), list(SUPERVISION)]
    known = Known()
    shuffle = random.Random(seed)
    while any(waiting):
        event = shuffle.choice([topic for topic in waiting if topic]).pop(0)
        at = SAID[id(event)]
        known = learn(known, event, at)
        assert learn(known, event, at) == known, "told again it changes nothing"
    assert known == Known(
        name="关于示例的提案", first_proposer="M1", cosigners=("M2",), children=("P4",), case_number=7, settled=True,
        supervision_class="key", units={"A1": "U1", "A2": "U2"}, issued={"A1": AT[0], "A2": AT[1]},
        supervisors=(Supervised(since=AT[0], name="示例委员会"), Supervised(since=AT[1], name="示例领导")),
    )  # fmt: skip


def test_whom_it_concerned_is_asked_of_a_moment() -> None:
    known = Known()
    for event in (*SUPERVISION, *CONSULTATION):
        known = learn(known, event, SAID[id(event)])
    before, between, after = AT[0] - timedelta(hours=1), AT[0] + timedelta(hours=1), AT[2]
    assert [known.units_at(at) for at in (before, between, after)] == [(), ("U1",), ("U1", "U2")]
    # Before the first appointment it is whoever was appointed first: nobody is not told for want of a supervisor.
    assert [known.supervisor_at(at) for at in (before, between, after)] == ["示例委员会", "示例委员会", "示例领导"]
    # What was taken from a unit is not its any more, whichever of the two events is read first.
    taken = told(AssignmentReassigned, assignment_id="A1")
    for order in ((CONSULTATION[0], taken), (taken, CONSULTATION[0])):
        found = Known()
        for event in order:
            found = learn(found, event, AT[3] if event is taken else AT[0])
        assert [found.units_at(at) for at in (AT[1], AT[3])] == [("U1",), ()]
        assert found.units_by_now() == ()
    again = learn(known, CONSULTATION[0], after)
    assert again.units_at(between) == ("U1",), "a later cycle is the same unit's"


def test_of_two_supervisors_at_one_moment_or_by_a_clock_that_went_back_the_later_one_holds() -> None:
    """A decision revokes and designates in one transaction: the names' own order would decide otherwise."""
    for at in (AT[1], AT[0]):
        known = learn(Known(), told(SupervisorAppointed, supervisor="示例委员会"), AT[1])
        known = learn(known, told(KeyProposalDesignated, leader="A示例领导"), at)
        assert known.supervisor_at(AT[2]) == "A示例领导"
        # Given back at the same moment, it is the first one's again.
        known = learn(known, told(SupervisorAppointed, supervisor="示例委员会"), at)
        assert known.supervisor_at(AT[2]) == "示例委员会"


def test_every_learned_event_names_its_thing() -> None:
    for event, (thing, field, _) in LEARNED.items():
        found = golden(event)
        assert thing_of(found) == (thing, getattr(found, field))
        assert learn(Known(), found, AT[0]) != Known() or event in (s.MergeUndone, s.BodyRetired)


def test_a_collective_proposal_is_its_bodys() -> None:
    filed = learn(Known(), told(s.ProposalFiled, first_proposer="M1", body_id="B1"), AT[0])
    assert learn(filed, told(s.CosignAnswered, member_id="M2", agreed=True), AT[0]).own_proposers() == (
        "body:B1",
        "member:M2",
    )
    assert Known().own_proposers() == ()
