"""What is known is the same whatever order the topics come in."""

import random

from hypothesis import given
from hypothesis import strategies as st

from contracts import submission as s
from contracts.base import Event
from contracts.consultation import AssignmentIssued
from contracts.supervision import KeyProposalDesignated, SupervisorAppointed
from services.notification.known.domain import LEARNED, Known, learn, thing_of
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


@given(st.integers(0, 2**32))
def test_the_order_between_topics_does_not_matter(seed: int) -> None:
    waiting = [list(SUBMISSION), list(CONSULTATION), list(SUPERVISION)]
    known = Known()
    shuffle = random.Random(seed)
    while any(waiting):
        event = shuffle.choice([topic for topic in waiting if topic]).pop(0)
        known = learn(known, event)
        assert learn(known, event) == known, "told again it changes nothing"
    assert known == Known(
        name="关于示例的提案", first_proposer="M1", cosigners=("M2",), children=("P4",), case_number=7, settled=True,
        supervisor="示例领导", supervision_class="key", units={"A1": "U1", "A2": "U2"},
    )  # fmt: skip


def test_every_learned_event_names_its_thing() -> None:
    for event, (thing, field, _) in LEARNED.items():
        found = golden(event)
        assert thing_of(found) == (thing, getattr(found, field))
        assert learn(Known(), found) != Known() or event in (s.MergeUndone, s.BodyRetired)


def test_a_collective_proposal_is_its_bodys() -> None:
    filed = learn(Known(), told(s.ProposalFiled, first_proposer="M1", body_id="B1"))
    assert learn(filed, told(s.CosignAnswered, member_id="M2", agreed=True)).own_proposers() == ("body:B1", "member:M2")
    assert Known().own_proposers() == ()
