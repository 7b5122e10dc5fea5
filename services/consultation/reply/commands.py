"""What changes a reply."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field, model_validator

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import AnswerClass, DomainRefusal, Line
from contracts.consultation import Answer, Attempt, ReplyContent, ReplyDrafted
from services.consultation.assignment import domain as assignments
from services.consultation.assignment.commands import mark_replied
from services.consultation.assignment.domain import Assignment
from services.consultation.assignment.store import ASSIGNMENTS, load_own, of_proposal
from services.consultation.matter import store as matters
from services.consultation.matter.store import Matter
from services.consultation.meeting.commands import require_gate, schedule_after
from services.consultation.metadata import TABLES
from services.consultation.reply import domain, promises
from services.consultation.reply.domain import Reply
from services.consultation.reply.store import REPLIES, claim_number, last_issued, latest


class Silence(BaseModel):
    """When a helper that does not answer is found silent."""

    attempts: int = Field(ge=1, le=50)
    days: int = Field(ge=0, le=366)


class ReplyPolicy(BaseModel):
    letters: dict[AnswerClass, Line]
    silent_helper: Silence

    @model_validator(mode="after")
    def _complete(self) -> "ReplyPolicy":
        if len(self.letters) != 4 or len(set(self.letters.values())) != 4:
            raise ValueError("each class needs a letter of its own")
        return self


POLICY = Policy("reply", ReplyPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def draft(
    tx: Tx,
    *,
    assignment_id: str,
    answer_class: AnswerClass,
    letter: str | None,
    answers: Sequence[Answer],
    signatory: str,
    contact: str,
    text: str,
) -> Loaded[Reply]:
    assignment = (await load_own(tx, assignment_id)).state
    if assignment.role == "helper":
        raise DomainRefusal("helper", "A helper countersigns the lead's reply or gives an opinion on it.")
    assignments.allow("reply", assignment)
    matter = await matters.find(tx, assignment.proposal_id)
    assert matter is not None  # an assignment is issued on a known matter only, and matters are never deleted
    letters = (await POLICY.at(tx)).value.letters
    content = ReplyContent(
        answer_class=answer_class,
        letter=letter or letters[answer_class],
        answers=tuple(sorted(answers, key=lambda answer: answer.suggestion)),
        signatory=signatory,
        contact=contact,
        text=text,
    )
    own = assignment.suggestions or matter.suggestions
    domain.check_content(content, suggestions=own, letters=letters, today=wall_date(tx.now))
    before = await last_issued(tx, assignment_id, assignment.cycle)
    if before is not None:
        domain.check_restated(content, before.state.content, await promises.settled(tx, before.id))
    newest = await latest(tx, assignment_id, assignment.cycle)
    reply_id = new_id(tx)
    event = ReplyDrafted(
        proposal_id=assignment.proposal_id,
        reply_id=reply_id,
        assignment_id=assignment_id,
        unit_id=assignment.unit_id,
        cycle=assignment.cycle,
        reply_version=newest.reply_version + 1 if newest else 1,
        content=content,
        drafted_at=tx.now,
        helpers=tuple(one.state.unit_id for one in await _helpers(tx, assignment.proposal_id, assignment_id)),
    )
    return await REPLIES.append(tx, reply_id, None, domain.draft(event, newest))


async def _load(tx: Tx, reply_id: str) -> tuple[Loaded[Reply], Loaded[Assignment], Matter]:
    """The reply, its assignment and its matter, locked: no version is written and no helper assigned meanwhile.

    Another unit's does not exist for a unit; the assigning office sees all.
    """
    found = await REPLIES.find(tx, reply_id, lock=False)
    if found is None or ("assigning_office" not in tx.actor.roles and found.state.unit_id not in tx.actor.units):
        raise NotFound(f"replies {reply_id}")
    # Before the assignment, as whoever assigns does it.
    matter = await matters.find(tx, found.state.proposal_id, lock=True)
    # Again through load, which checks If-Match; an own one only, so that a stale tag tells nothing of others'.
    loaded = await REPLIES.load(tx, reply_id)
    assignment = await ASSIGNMENTS.find(tx, loaded.state.assignment_id)
    assert assignment is not None
    assert matter is not None  # an assignment is issued on a known matter only, and matters are never deleted
    return loaded, assignment, matter


async def countersign(tx: Tx, reply_id: str, *, opinion: str | None) -> Loaded[Reply]:
    found = await REPLIES.find(tx, reply_id)
    for other in await of_proposal(tx, found.state.proposal_id) if found else ():
        helper = other.state
        if helper.unit_id in tx.actor.units and helper.role == "helper" and helper.state not in assignments.ENDED:
            break
    else:
        raise NotFound(f"replies {reply_id}")
    loaded = await REPLIES.load(tx, reply_id)
    if helper.state in ("issued", "returned", "disputed"):
        raise DomainRefusal("not-accepted", "Accept the assignment as helper before you countersign.")
    events = domain.countersign(loaded.state, reply_id, assignment_id=other.id, unit_id=helper.unit_id, opinion=opinion)
    return await REPLIES.append(tx, reply_id, loaded, events)


async def helper_silent(tx: Tx, reply_id: str, *, unit_id: str, attempts: Sequence[Attempt]) -> Loaded[Reply]:
    loaded = await REPLIES.load(tx, reply_id)
    reply = loaded.state
    helper = next(
        (a for a in await _helpers(tx, reply.proposal_id, reply.assignment_id) if a.state.unit_id == unit_id), None
    )
    if helper is None:
        raise DomainRefusal("no-helper", f"Unit {unit_id} is no helper that this reply waits for.")
    policy = await POLICY.at(tx)
    # Nobody can be silent about a text that was not written yet, or before it was asked at all.
    since = max(helper.state.issued_at, reply.drafted_at or helper.state.issued_at)
    events = domain.helper_silent(
        reply,
        reply_id,
        assignment_id=helper.id,
        unit_id=unit_id,
        attempts=attempts,
        at_least=policy.value.silent_helper.attempts,
        since=wall_date(since),
        days=policy.value.silent_helper.days,
        today=wall_date(tx.now),
        released_by=tx.actor.name,
        policy_version=policy.version,
    )
    return await REPLIES.append(tx, reply_id, loaded, events)


async def _helpers(tx: Tx, proposal_id: str, assignment_id: str) -> list[Loaded[Assignment]]:
    """Whose word a version of the assignment's reply waits for: what a helper countersigned before was another text."""
    everybody = {one.id: one for one in await of_proposal(tx, proposal_id)}
    helping = assignments.helpers(assignment_id, {id: one.state for id, one in everybody.items()})
    return [everybody[id] for id in helping]


async def approve(tx: Tx, reply_id: str) -> Loaded[Reply]:
    loaded, assignment, _ = await _load(tx, reply_id)
    reply = loaded.state
    if reply.unit_id not in tx.actor.units:
        raise NotFound(f"replies {reply_id}")
    newest = await latest(tx, reply.assignment_id, reply.cycle)
    events = domain.approve(
        reply,
        reply_id,
        approved_by=tx.actor.name,
        latest_version=newest.reply_version if newest else reply.reply_version,
        helpers=[helper.state.unit_id for helper in await _helpers(tx, reply.proposal_id, reply.assignment_id)],
    )
    assignments.allow("reply", assignment.state)
    await require_gate(tx, "approval", reply.assignment_id, assignment.state)
    return await REPLIES.append(tx, reply_id, loaded, events)


async def vet(tx: Tx, reply_id: str, *, answer_class: AnswerClass | None, reason: str | None) -> Loaded[Reply]:
    loaded, assignment, _ = await _load(tx, reply_id)
    letters = (await POLICY.at(tx)).value.letters
    events = domain.vet(loaded.state, reply_id, answer_class=answer_class, reason=reason, letters=letters)
    # The assignment may have been cancelled since: nobody waits for that reply any more.
    assignments.allow("reply", assignment.state)
    return await REPLIES.append(tx, reply_id, loaded, events)


async def reject(tx: Tx, reply_id: str, *, reason: str) -> Loaded[Reply]:
    loaded, assignment, _ = await _load(tx, reply_id)
    events = domain.reject(loaded.state, reply_id, reason=reason)
    assignments.allow("reply", assignment.state)
    return await REPLIES.append(tx, reply_id, loaded, events)


async def issue(tx: Tx, reply_id: str, *, number: str) -> Loaded[Reply]:
    """Issues the reply; the assignment, and each helper's that countersigned it, becomes replied with it.

    A number is given once in a county: whoever cites it means one letter.
    """
    loaded, assignment, matter = await _load(tx, reply_id)
    reply = loaded.state
    helpers = [helper.state.unit_id for helper in await _helpers(tx, reply.proposal_id, reply.assignment_id)]
    firsts = (await matters.first_proposers(tx, [matter.id]))[matter.id]
    events = domain.issue(
        reply,
        reply_id,
        number=number,
        copies_to=matter.proposers,
        first_proposers=[one for one in matter.proposers if one in firsts],
        now=tx.now,
        helpers=helpers,
    )
    await claim_number(tx, number)
    issued = await REPLIES.append(tx, reply_id, loaded, events)
    await schedule_after(tx, await mark_replied(tx, assignment, reply_id))
    for opinion in reply.opinions:
        helper = await ASSIGNMENTS.find(tx, opinion.assignment_id)
        if helper is not None and helper.state.state in assignments.TRANSITIONS["reply_as_helper"]:
            await mark_replied(tx, helper, reply_id)
    return issued
