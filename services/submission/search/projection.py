"""Events → rows of the index. Each row is made from what is stored, so that the order of events makes no difference."""

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, submission, supervision
from contracts.base import Event
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentReplied,
    ReplyIssued,
)
from contracts.submission import ArchivedProposalRecorded, BodyEnrolled, MemberEnrolled, ProposalAdmitted
from contracts.supervision import (
    DeadlineExtended,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    SupervisionClosed,
)
from services.submission.proposal import domain as proposals
from services.submission.search import commands, store
from services.submission.search.domain import Handling


async def on_proposal(tx: Tx, event: Event) -> None:
    """Any event of a proposal: its record has it already."""
    await commands.index_proposal(tx, getattr(event, "proposal_id"))  # noqa: B009  # no field of the base class


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    """Its topic is in no record."""
    await store.lock(tx, event.proposal_id)
    await store.put_fact(tx, event.proposal_id, topic=event.topic_group)
    await commands.index_proposal(tx, event.proposal_id)


async def on_archived(tx: Tx, event: ArchivedProposalRecorded) -> None:
    await commands.index_archived(tx, event.proposal_id)


async def on_member(tx: Tx, event: MemberEnrolled) -> None:
    """A member corrected or enrolled for a later term: the sector of what they proposed is what it is now."""
    for proposal_id in await store.of_member(tx, event.member_id):
        await commands.index_proposal(tx, proposal_id)


async def on_body(tx: Tx, event: BodyEnrolled) -> None:
    for proposal_id in await store.of_body(tx, event.body_id):
        await commands.index_proposal(tx, proposal_id)


async def _handled(tx: Tx, proposal_id: str, assignment_id: str, known: Handling) -> None:
    await store.lock(tx, proposal_id)
    await store.put_handling(tx, proposal_id, assignment_id, known)
    await commands.index_proposal(tx, proposal_id)


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    await _handled(tx, event.proposal_id, event.assignment_id, Handling(unit_id=event.unit_id))


async def on_ended(tx: Tx, event: AssignmentCancelled | AssignmentReassigned) -> None:
    await _handled(tx, event.proposal_id, event.assignment_id, Handling(ended=True))


async def on_replied(tx: Tx, event: AssignmentReplied) -> None:
    """Of a helper, by the lead's reply."""
    await _handled(tx, event.proposal_id, event.assignment_id, Handling(replied_cycle=event.cycle))


async def on_reply(tx: Tx, event: ReplyIssued) -> None:
    answers = "\n".join(answer.why for answer in event.content.answers)
    id, body = f"{event.reply_id}:{event.reply_version}", "\n".join(filter(None, (event.content.text, answers)))
    await store.lock(tx, event.proposal_id)
    await store.put_reply(tx, id, event.proposal_id, body)
    await _handled(tx, event.proposal_id, event.assignment_id, Handling(replied_cycle=event.cycle))


async def on_due(tx: Tx, event: DeadlineSet) -> None:
    known = Handling(due_version=event.due_version, due_cycle=event.cycle)
    await _handled(tx, event.proposal_id, event.assignment_id, known)


async def on_moved(tx: Tx, event: DeadlineExtended | DeadlineResumed | DeadlineRecomputed) -> None:
    await _handled(tx, event.proposal_id, event.assignment_id, Handling(due_version=event.due_version))


async def on_missed(tx: Tx, event: DeadlineMissed) -> None:
    await _handled(tx, event.proposal_id, event.assignment_id, Handling(missed_version=event.due_version))


async def on_closed(tx: Tx, event: SupervisionClosed) -> None:
    await store.lock(tx, event.proposal_id)
    await store.put_fact(tx, event.proposal_id, closed=True)
    await commands.index_proposal(tx, event.proposal_id)


OWN: dict[type[Event], Handler] = dict.fromkeys(proposals.EVENTS, on_proposal)

PROJECTION: dict[str, dict[type[Event], Handler]] = {
    submission.TOPIC: OWN
    | {
        ProposalAdmitted: on_admitted,
        ArchivedProposalRecorded: on_archived,
        MemberEnrolled: on_member,
        BodyEnrolled: on_body,
    },
    consultation.TOPIC: {
        AssignmentIssued: on_assigned,
        AssignmentCancelled: on_ended,
        AssignmentReassigned: on_ended,
        AssignmentReplied: on_replied,
        ReplyIssued: on_reply,
    },
    supervision.TOPIC: {
        DeadlineSet: on_due,
        DeadlineExtended: on_moved,
        DeadlineResumed: on_moved,
        DeadlineRecomputed: on_moved,
        DeadlineMissed: on_missed,
        SupervisionClosed: on_closed,
    },
}
