"""The corrected text of a returned proposal, on paper: entered, and filed again once a second login has confirmed it.

For a proposer who has no login, or answers by letter. The proposal keeps its kind, its people, its session and its
channel: those are by when it first came in, however late its correction does.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.history import history
from contracts.base import DomainRefusal
from contracts.submission import PaperEntry, PaperProposalEntered, ProposalReturned
from services.submission.attachment import store as attachment_store
from services.submission.member.store import inactive_of
from services.submission.paper import commands, domain
from services.submission.paper.domain import Paper
from services.submission.paper.policy import POLICY
from services.submission.paper.store import PAPERS
from services.submission.proposal import commands as proposals
from services.submission.proposal import domain as proposal_domain
from services.submission.proposal import form, revision
from services.submission.proposal.domain import Proposal
from services.submission.proposal.form import Draft
from services.submission.proposal.policy import POLICY as FILING
from services.submission.proposal.store import PROPOSALS
from services.submission.stage import commands as stages


@dataclass(frozen=True)
class Corrected:
    """What is on the paper, and its stamp."""

    text: Draft
    received_on: date
    received_time: time | None


async def enter(tx: Tx, proposal_id: str, corrected: Corrected) -> Loaded[Paper]:
    today = wall_date(tx.receipt)
    proposal = await _load(tx, proposal_id)
    entry = await _entry(tx, proposal.state, corrected, today)
    id = new_id(tx)
    entered = PaperProposalEntered(
        paper_id=id,
        entry=entry,
        entered_by=tx.actor.subject,
        entered_on=today,
        refiles=proposal_id,
        refiles_version=proposal.state.text_version,
    )
    return await PAPERS.append(tx, id, None, [entered])


async def correct(tx: Tx, paper_id: str, corrected: Corrected) -> Loaded[Paper]:
    paper = await commands.load(tx, paper_id)
    proposal = await _answered(tx, paper.state)
    domain.permit(paper.state, "correct")
    entry = await _entry(tx, proposal.state, corrected, paper.state.entered_on)
    return await PAPERS.append(tx, paper_id, paper, domain.correct(paper.state, entry, tx.actor.subject))


async def confirm(tx: Tx, paper_id: str) -> Loaded[Paper]:
    """Of either kind of entry. Of its proposer, who files again themselves at that moment, and the clerk who confirms,
    the second finds it filed."""
    paper = await commands.load(tx, paper_id)
    state = paper.state
    if state.refiles is None:
        return await commands.confirm(tx, paper)
    policy = (await POLICY.at(tx)).value
    events = domain.confirm(state, tx.actor.subject, state.refiles, scan_required=policy.scan_required)
    proposal = await _answered(tx, state)
    assisted = await commands.assisted_by(tx, state)
    amended = revision.refile_on_paper(
        proposal.state, state.entry.text, state.attachments, assisted, state.entry.received_at
    )
    held = (*proposal.state.attachments, *state.attachments)
    await proposals.require_seal(tx, proposal.state.kind, held)
    await attachment_store.hand_over_paper(tx, paper_id, proposal.id)
    after = await PROPOSALS.append(tx, proposal.id, proposal, amended)
    await stages.begin_again(tx, after.state)
    return await PAPERS.append(tx, paper_id, paper, events)


async def _entry(tx: Tx, state: Proposal, corrected: Corrected, entered_on: date) -> PaperEntry:
    """Looked at as a filing again is, as of when the paper came in."""
    proposal_domain.permit(state, "refile")
    days = (await POLICY.at(tx)).value.entry_days
    first, last = commands.received(tx, corrected.received_on, corrected.received_time)
    domain.check_received(first, corrected.received_on, tx.receipt, entered_on, days)
    domain.check_answers(last, await _returned_at(tx, state.id))
    if state.body_id is None and await inactive_of(tx, {state.first_proposer}, finishing=True):
        raise DomainRefusal("not-a-member", f"Not an active member of this county: {state.first_proposer}.")
    return PaperEntry(
        member_id=state.first_proposer,
        kind=state.kind,
        body_id=state.body_id,
        session_id=state.session_id,
        channel=state.channel,
        text=form.compose(corrected.text, (await FILING.at(tx)).value.text_rules),
        publish_consent=state.publish_consent,
        consent_refusal=state.consent_refusal,
        signatory=state.signatory,
        suggested_units=state.suggested_units,
        received_at=last,
    )


async def _returned_at(tx: Tx, proposal_id: str) -> datetime:
    return max(
        past.at for past in await history(tx, PROPOSALS, proposal_id) if isinstance(past.event, ProposalReturned)
    )


async def _answered(tx: Tx, paper: Paper) -> Loaded[Proposal]:
    """The returned proposal that the entry answers, as long as nothing else has answered that return."""
    proposal = await _load(tx, domain.refiled(paper))
    if proposal.state.text_version != paper.refiles_version:
        raise DomainRefusal(
            "filed-again-already", "It was filed again otherwise since this was entered; refuse the entry."
        )
    return proposal


async def _load(tx: Tx, proposal_id: str) -> Loaded[Proposal]:
    """Locked, for whoever is no party to it; If-Match is about the entry."""
    proposal = await PROPOSALS.load(replace(tx, if_match=None), proposal_id)
    proposal_domain.check_conflict(proposal.state, tx.actor.member_id)
    if proposal.state.body_id is not None and proposal.state.body_id == proposals.body_of(tx):
        raise DomainRefusal(
            "conflict-of-interest", "Nobody enters or confirms a text of their own body; a colleague does."
        )
    return proposal
