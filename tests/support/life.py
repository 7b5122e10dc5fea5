"""One proposal's life as the five services tell it, topic by topic, for whoever reads them in any order."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from contracts import consultation as c
from contracts import conversion as v
from contracts import evaluation as e
from contracts import submission as s
from contracts import supervision as w
from contracts.base import Event
from tests.support.golden import golden

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
DUE = date(2026, 6, 2)
TITLE = "关于增设老年助餐点的提案"


@dataclass(frozen=True)
class Said:
    event: Event
    aggregate_id: str

    @property
    def topic(self) -> str:
        return self.event.SOURCE


def _text(title: str) -> s.ProposalText:
    parts = {"situation": "现状。", "analysis": "分析。", "suggestions": (s.Suggestion(number=1, text="建议。"),)}
    return s.ProposalText.model_validate({"title": title, **parts})


def filed(id: str, first: str, *, body: str | None = None, title: str = TITLE) -> Said:
    event = s.ProposalFiled(
        proposal_id=id, kind="collective" if body else "individual", first_proposer=first, body_id=body,
        session_id="S15-1", channel="plenary", text=_text(title), publish_consent=True, received_at=AT,
    )  # fmt: skip
    return Said(event, id)


def admitted(id: str, *proposers: str, number: int = 7, title: str = TITLE) -> Said:
    event = s.ProposalAdmitted(
        proposal_id=id, case_number=number, session_id="S15-1", channel="plenary", kind="individual", title=title,
        topic_group="民生", proposers=proposers, suggestions=(s.Suggestion(number=1, text="建议。"),),
        publish_consent=True, policy_version=0,
    )  # fmt: skip
    return Said(event, id)


def of(event: type[Event], aggregate_id: str, **fields: object) -> Said:
    """A golden event about other things."""
    return Said(golden(event).model_copy(update=fields), aggregate_id)


def assigned(id: str, assignment: str, unit: str) -> Said:
    return of(
        c.AssignmentIssued, assignment, proposal_id=id, assignment_id=assignment, unit_id=unit, role="sole",
        return_until=date(2026, 3, 9), urgent=False,
    )  # fmt: skip


def life() -> list[Said]:
    """P1 of M1 and M2, with P2 of the body B1 (filed by its officer M3) merged into it, handled by U1."""
    about = {"proposal_id": "P1"}
    one = {**about, "assignment_id": "A1", "unit_id": "U1"}
    reply = {**one, "reply_id": "R1"}
    return [
        Said(s.UnitEnrolled(unit_id="U1", name="示例局", system="government", linked_committee="示例委员会"), "U1"),
        Said(s.BodyEnrolled(body_id="B1", name="示例界别", kind="sector", officers=("M3",)), "B1"),
        filed("P1", "M1"),
        of(s.CosignInvited, "P1", **about, member_id="M2", lapses_at=AT, on_paper=False),
        of(s.CosignAnswered, "P1", **about, member_id="M2", agreed=True, on_paper=False),
        filed("P2", "M3", body="B1", title="关于社区食堂的提案"),
        of(s.ProposalsMerged, "P1", **about, children=("P2",), proposers=("M2", "M3"), answer_by=None),
        of(s.ProposalMergedInto, "P2", proposal_id="P2", master_id="P1", answer_by=None),
        admitted("P1", "M1", "M2", "M3"),
        assigned("P1", "A1", "U1"),
        of(c.AssignmentAccepted, "A1", **one),
        of(c.ConsultationRecorded, "C1", **one, consultation_id="C1", phase="before", held_on=date(2026, 3, 10)),
        of(c.ConsultationConfirmed, "C1", **about, assignment_id="A1", consultation_id="C1", phase="before"),
        of(c.ReplyIssued, "R1", **reply, number="示例函〔2026〕1号"),
        of(w.SupervisorAppointed, "P1", **about, supervisor="示例委员会", by_default=True),
        of(w.DeadlineSet, "A1", **one, due=DUE),
        of(w.KeyProposalDesignated, "P1", **about, key_number=1, leader="示例领导"),
        of(w.DeadlineNear, "A1", **about, assignment_id="A1", due=DUE, announce=False),
        of(w.DeadlineNear, "A1", **about, assignment_id="A1", due=DUE, announce=True),
        of(w.SignOffRequested, "S1", **reply, members=("M1", "M2", "M3")),
        of(w.SupervisionClosed, "P1", **about, result="satisfied"),
        of(e.AwardGranted, "W1", award_id="W1", kind="excellent_proposal", subject_id="P1"),
        of(v.CommitmentMade, "K1", **about, commitment_id="K1", unit_id="U1", suggestion=1, due=DUE),
        of(v.CommitmentMissed, "K1", **about, commitment_id="K1", unit_id="U1", due=DUE),
        of(v.OutcomeVerified, "O1", **about, outcome_id="O1", kind="decision"),
    ]


EVERY_PROPOSER = ("member:M1", "member:M2", "body:B1")
TOLD: set[tuple[str, str]] = {
    ("filed", "member:M1"), ("cosign_invited", "member:M2"), ("cosign_agreed", "member:M1"), ("filed", "body:B1"),
    ("merged", "member:M1"), ("merged", "member:M2"), ("merged_into", "body:B1"),
    *(("admitted", who) for who in EVERY_PROPOSER),
    ("assigned", "unit:U1"), *(("assigned_to", who) for who in EVERY_PROPOSER),
    *(("accepted", who) for who in EVERY_PROPOSER),
    *(("consultation_recorded", who) for who in EVERY_PROPOSER), ("consultation_confirmed", "unit:U1"),
    *(("reply_issued", who) for who in EVERY_PROPOSER),
    ("supervisor_appointed", "supervisor:示例委员会"),
    ("deadline_set", "unit:U1"), ("deadline_near", "unit:U1"),
    *(("key_designated", who) for who in (*EVERY_PROPOSER, "supervisor:示例领导")),
    *(("sign_off_due", f"member:M{n}") for n in (1, 2, 3)),
    *(("closed", who) for who in EVERY_PROPOSER),
    *(("award_granted", who) for who in EVERY_PROPOSER),
    ("commitment_made", "unit:U1"), *(("commitment_given", who) for who in EVERY_PROPOSER),
    ("commitment_missed", "unit:U1"),
    *(("commitment_missed", who) for who in EVERY_PROPOSER),
    *(("outcome_verified", who) for who in (*EVERY_PROPOSER, "unit:U1")),
    ("key_designated", "unit:U1"), ("deadline_set", "supervisor:示例委员会"),
    *((kind, "supervisor:示例领导") for kind in ("deadline_near", "closed", "commitment_missed")),
}  # fmt: skip
"""Who is told of what in :func:`life`, whatever order its topics come in."""
TOLD_TOO = {("commitment_missed", "supervisor:示例委员会")}
"""Who may be told besides: where it had come that they supervised, and not yet that somebody else did since."""
