"""Commands on models, and what is read of one: its text as stored now, without numbers that belong to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from contracts.submission import ArchivedText, ModelMarked, ProposalText
from services.submission.archive import domain as archives
from services.submission.archive.store import ARCHIVE
from services.submission.body import commands as bodies
from services.submission.member.store import MEMBERS
from services.submission.model import domain, store
from services.submission.model.domain import Model
from services.submission.model.policy import POLICY
from services.submission.model.store import MODELS
from services.submission.proposal.form import Draft
from services.submission.proposal.precheck import personal_data
from services.submission.proposal.store import PROPOSALS
from services.submission.similar import store as texts


async def mark(tx: Tx, proposal_id: str, tags: tuple[str, ...], comment: str) -> Loaded[Model]:
    """The proposal's row before the model's, as its withdrawal takes them: of the two the second sees the first."""
    id = domain.identify(proposal_id)
    proposal = await PROPOSALS.find(tx, proposal_id)
    archived = await ARCHIVE.find(tx, proposal_id, lock=False) if proposal is None else None
    sector = None
    if proposal is not None:
        domain.check_proposal(proposal.state, tx.actor.member_id)
        sector = await bodies.sector_of(tx, proposal.state.first_proposer, proposal.state.body_id)
        title = proposal.state.text.title
    elif archived is not None:
        title = archived.state.title
    else:
        raise NotFound(f"proposals {proposal_id}")
    marked = ModelMarked(
        model_id=id,
        proposal_id=proposal_id,
        archived=archived is not None,
        title=title,
        sector=sector,
        tags=tags,
        comment=comment,
        marked_by=tx.actor.subject,
    )
    found = await MODELS.find(tx, id)
    return await MODELS.append(tx, id, found, domain.mark(found.state if found else None, marked))


async def edit(tx: Tx, proposal_id: str, tags: tuple[str, ...], comment: str) -> Loaded[Model]:
    model = await MODELS.load(tx, domain.identify(proposal_id))
    return await MODELS.append(tx, model.id, model, domain.edit(model.state, tags, comment))


async def unmark(tx: Tx, proposal_id: str, reason: str) -> Loaded[Model]:
    model = await MODELS.load(tx, domain.identify(proposal_id))
    return await MODELS.append(tx, model.id, model, domain.unmark(model.state, reason))


async def on_withdrawn(tx: Tx, proposal_id: str, reason: str) -> None:
    """Part of the withdrawal: what nobody proposes any more is no model."""
    model = await MODELS.find(tx, domain.identify(proposal_id))
    if model is not None and model.state.state == "marked":
        await MODELS.append(tx, model.id, model, domain.unmark(model.state, reason))


@dataclass(frozen=True)
class Shown:
    """A model with what is read of it: a proposal's text, or of the archive what its Word file said."""

    model: Loaded[Model]
    session: str
    case_number: int | None
    text: ProposalText | None
    archived_text: ArchivedText | None


async def shown(tx: Tx, models: Sequence[Loaded[Model]], *, staff: bool) -> list[Shown]:
    ids = [one.state.proposal_id for one in models]
    proposals, archive = await texts.proposals(tx, ids), await texts.archived(tx, ids)
    found: list[Shown] = []
    for one in models:
        if (proposal := proposals.get(one.state.proposal_id)) is not None:
            found.append(Shown(one, proposal.session_id, proposal.case_number, without_numbers(proposal.text), None))
        elif (archived := archive.get(one.state.proposal_id)) is not None:
            text = archives.text_for(archived, staff=staff)
            found.append(Shown(one, archived.session, archived.case_number, None, text))
    return found


async def pointed_at(tx: Tx) -> Sequence[Loaded[Model]]:
    """For the acting member, whose text does not have the form: how others wrote, of the same sector first."""
    most = (await POLICY.at(tx)).value.pointed_at
    member = await MEMBERS.find(tx, tx.actor.member_id, lock=False) if tx.actor.member_id else None
    return await store.nearest(tx, member.state.sector if member else None, most)


def without_numbers(text: ProposalText) -> ProposalText:
    """Numbers that belong to somebody are masked, as the pre-check finds them."""
    draft = Draft(text.title, text.situation, text.analysis, tuple(one.text for one in text.suggestions))
    parts = {(part, number): passage for part, number, passage in draft.passages()}
    # From the end, so that the places of the others stay what they are.
    for finding in sorted(personal_data(draft), key=lambda one: -(one.offset or 0)):
        start, length = finding.offset or 0, finding.length or 0
        passage = parts[finding.part, finding.suggestion]
        mask = "＊" * length
        parts[finding.part, finding.suggestion] = passage[:start] + mask + passage[start + length :]
    suggestions = tuple(
        one.model_copy(update={"text": parts["suggestions", number]}) for number, one in enumerate(text.suggestions, 1)
    )
    plain = {"title": parts["title", None], "situation": parts["situation", None], "analysis": parts["analysis", None]}
    return text.model_copy(update=plain | {"suggestions": suggestions})
