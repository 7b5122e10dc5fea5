import pytest

from contracts.base import DomainRefusal
from contracts.consultation import ConsultationDisputed, ConsultationRecorded, Participant, ParticipantRole, RaisedPoint
from services.consultation.letter import domain as letters
from services.consultation.meeting import domain
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.record import check_present, counted
from tests.support.letters import DAY, WORDING, a_case, a_consultation
from tests.unit.services.consultation.test_consultation_meeting import RECORDED

POINTS = (
    RaisedPoint(number=1, text="先改电网。", agreed=True),
    RaisedPoint(number=2, text="加装电梯的费用\n如何分担", agreed=False),
)


def one(role: ParticipantRole, name: str = "某人", member_id: str | None = None) -> Participant:
    return Participant(name=name, role=role, member_id=member_id)


BOTH = (one("unit", "副局长"), one("proposer", "委员一", "M1"))


@pytest.mark.parametrize(
    ("present", "says"),
    [
        ((*BOTH, one("expert", member_id="M2")), "only a proposer is named"),
        ((*BOTH, one("proposer", member_id="M9")), "M9 is no proposer"),
        ((*BOTH, one("proposer", "来人")), "来人: a proposer is named by their member's id"),
        ((*BOTH, BOTH[1]), "more than once: M1"),
        ((BOTH[1], one("beneficiary")), "as the unit:"),
        ((BOTH[0], one("expert")), "as a proposer:"),
        ((one("other"),), "as the unit, nor as a proposer"),
    ],
)
def test_both_parties_were_there_and_a_proposer_is_one(present: tuple[Participant, ...], says: str) -> None:
    with pytest.raises(DomainRefusal, match=says) as refused:
        check_present(present, proposers=["M1", "M2"], of_body=False)
    assert refused.value.rule == "participants"


def test_who_comes_for_a_body_need_not_be_a_member() -> None:
    check_present((*BOTH, one("beneficiary"), one("beneficiary")), proposers=["M1", "M2"], of_body=False)
    check_present((BOTH[0], one("proposer", "民盟县委会来人")), proposers=["M1"], of_body=True)


@pytest.mark.parametrize(("raised", "agreed"), [(3, None), (None, 2), (2, 0)])
def test_the_counts_follow_from_the_points(raised: int | None, agreed: int | None) -> None:
    assert counted(POINTS, None, None) == counted(POINTS, 2, 1) == (2, 1)
    with pytest.raises(DomainRefusal, match="2 points, 1 of them agreed"):
        counted(POINTS, raised, agreed)


def recorded(**fields: object) -> Consultation:
    return domain.apply(None, RECORDED.model_copy(update=fields))


def test_a_dispute_names_points_that_the_record_has() -> None:
    full = recorded(points=POINTS)
    (event,) = domain.dispute(full, "C1", member_id="M1", statement="第二点没有谈", points=[2, 2])
    assert isinstance(event, ConsultationDisputed)
    assert event.points == domain.apply(full, event).disputed_points == (2,)
    for state in (full, recorded()):
        with pytest.raises(DomainRefusal, match=r"point-unknown.*3"):
            domain.dispute(state, "C1", member_id="M1", statement="第三点没有谈", points=[3])


def test_an_event_of_before_reads_as_one_that_does_not_say() -> None:
    old = RECORDED.model_dump(mode="json", exclude={"present", "points"})
    state = domain.apply(None, ConsultationRecorded.model_validate(old))
    assert (state.present, state.points, state.points_raised, state.participants) == (None, None, 2, ("M1",))
    disputed = ConsultationDisputed.model_validate(
        {"proposal_id": "P1", "consultation_id": "C1", "assignment_id": "A1", "phase": "before", "member_id": "M1",
         "statement": "没有见面"}
    )  # fmt: skip
    assert domain.apply(state, disputed).disputed_points == ()


def test_minutes_say_the_sides_and_the_points() -> None:
    present = (*BOTH, one("unit", "经办人"), one("beneficiary", "居民代表"))
    held = a_consultation(
        state="disputed", statement="第二点不实", present=present, points=POINTS, disputed_points=(2,)
    )
    document = letters.minutes(held, a_case(), WORDING, unit="住建局", members={"M1": "张委员"}, on=DAY)
    said = [paragraph.text for paragraph in document.body]
    assert said[-1] == "承办单位：副局长、经办人；提案者：张委员；受益群众：居民代表"
    assert "1. 先改电网。（达成一致）" in said
    assert "2. 加装电梯的费用 如何分担（尚未一致）" in said
    assert "异议涉及第2点。" in said
