"""What consultation gives to a proposal's archive: assignments, minutes and replies, with their letters."""

from chassis.archivepart import Contents
from chassis.eventlog import Tx
from services.consultation.archivepart import store
from services.consultation.assignment.domain import NO_ANSWER
from services.consultation.assignment.store import of_proposal
from services.consultation.letter import commands as letters
from services.consultation.letter.domain import MINUTES_MARK
from services.consultation.matter import store as matters


async def gather(tx: Tx, proposal_id: str) -> Contents | None:
    """Of replies what was issued; drafts are in the events."""
    if await matters.find(tx, proposal_id) is None:
        return None
    contents = Contents()
    assignments = await of_proposal(tx, proposal_id)
    contents.json("assignments.json", [one.state.model_dump(mode="json") for one in assignments])
    for one in assignments:
        if one.state.state not in NO_ANSWER:
            contents.document(f"交办通知 {one.state.unit_id}", await letters.assignment_letter(tx, one.id))
    held = await store.consultations(tx, proposal_id)
    contents.json("consultations.json", [one.state.model_dump(mode="json") for one in held])
    for one in held:
        if one.state.state in MINUTES_MARK and one.state.held_on is not None:
            name = f"协商纪要 {one.state.held_on.isoformat()} {one.state.phase}"
            contents.document(name, await letters.minutes(tx, one.id))
    replies = await store.replies(tx, proposal_id)
    contents.json("replies.json", [one.state.model_dump(mode="json") for one in replies])
    for one in replies:
        contents.document(f"答复函 {one.state.number}", await letters.reply_letter(tx, one.id))
    return contents
