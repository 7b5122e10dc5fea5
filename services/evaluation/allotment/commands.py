"""What shares readings out, and what hands one over."""

import secrets

from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Event
from contracts.evaluation import AssessmentOpened
from services.evaluation.allotment import domain
from services.evaluation.allotment.domain import Allotment
from services.evaluation.allotment.store import ALLOTMENTS
from services.evaluation.assessment.commands import assessor
from services.evaluation.assessment.domain import Assessment
from services.evaluation.assessment.store import ASSESSMENTS, of_scheme
from services.evaluation.facts import store as facts
from services.evaluation.panel.domain import Panel, panel_id
from services.evaluation.panel.store import PANELS
from services.evaluation.scheme.store import SCHEMES


async def _panel(tx: Tx, scheme_id: str) -> Panel:
    found = await PANELS.find(tx, panel_id(scheme_id), lock=False)
    if found is None:
        raise DomainRefusal("no-panel", "Nobody is appointed to the scheme's panel yet.")
    return found.state


async def share_out(
    tx: Tx, scheme_id: str, *, session_id: str, seed: str | None, readers: int | None
) -> Loaded[Allotment]:
    """Opens an assessment of each proposal that has none by this scheme; what is computed is read no more. What has too
    few readers, since one stepped back whom nobody could follow, gets whoever is on the panel by now."""
    scheme = (await SCHEMES.load(tx, scheme_id, lock=False)).state
    readers = domain.readers_of(scheme, readers)
    panel = await _panel(tx, scheme_id)
    id = domain.allotment_id(scheme_id, session_id)
    loaded = await ALLOTMENTS.find(tx, id)
    proposers = await facts.admitted_of(tx, session_id)
    standing = await of_scheme(tx, scheme_id, list(proposers))
    shared = loaded.state.readings if loaded else {}
    wanted = {
        proposal: own
        for proposal, own in proposers.items()
        if proposal not in shared and (proposal not in standing or standing[proposal].state.state == "open")
    }
    short = {
        proposal: proposers[proposal]
        for proposal, reading in shared.items()
        if proposal in standing
        and standing[proposal].state.state == "open"
        and proposal in proposers
        and domain.is_short(reading, panel, readers)
    }
    assessments = {proposal: standing[proposal].id if proposal in standing else new_id(tx) for proposal in wanted}
    events = domain.share_out(
        loaded.state if loaded else None,
        scheme_id,
        session_id=session_id,
        panel=panel,
        readers=readers,
        seed=seed or secrets.token_hex(16),
        population=domain.excluded(panel, wanted, await facts.handlers(tx, list(wanted))),
        assessments=assessments,
        short=domain.excluded(panel, short, await facts.handlers(tx, list(short))),
    )
    opened: list[tuple[str, Loaded[Assessment] | None, list[Event]]] = [
        (
            assessments[proposal],
            None,
            [
                AssessmentOpened(
                    assessment_id=assessments[proposal],
                    scheme_id=scheme_id,
                    subject=scheme.subject,
                    proposal_id=proposal,
                    allotment_id=id,
                )
            ],
        )
        for proposal in sorted(wanted.keys() - standing.keys())
    ]
    await ASSESSMENTS.append_all(tx, opened)
    return await ALLOTMENTS.append(tx, id, loaded, events)


async def hand_over(
    tx: Tx, allotment_id: str, *, proposal_id: str, of: str | None = None, reason: str
) -> Loaded[Allotment]:
    """``of``: whose reading a clerk takes from them; None: the caller steps back."""
    loaded = await ALLOTMENTS.load(tx, allotment_id)
    reader = of or assessor(tx.actor)
    reading = loaded.state.readings.get(proposal_id)
    # Whoever scores it right now holds it: what comes second sees the first.
    opened = await ASSESSMENTS.find(tx, reading.assessment_id) if reading else None
    panel = await _panel(tx, loaded.state.scheme_id)
    own = await facts.proposers_of(tx, [proposal_id])
    events = domain.hand_over(
        loaded.state,
        proposal_id=proposal_id,
        assessor=reader,
        panel=panel,
        excluded=domain.excluded(panel, own, await facts.handlers(tx, [proposal_id])).get(proposal_id, ()),
        scored=opened is not None and any(score.assessor == reader for score in opened.state.scores),
        reason=reason,
        by=tx.actor.name if of is not None else None,
    )
    return await ALLOTMENTS.append(tx, allotment_id, loaded, events)


async def own_reading(tx: Tx, assessment_id: str) -> tuple[str, Allotment, Assessment]:
    """(allotment's id, allotment, assessment) of what the caller reads; anything else does not exist."""
    found = await ASSESSMENTS.find(tx, assessment_id, lock=False)
    session_id = found and await facts.session_of(tx, found.state.proposal_id)
    if found is not None and session_id:
        id = domain.allotment_id(found.state.scheme_id, session_id)
        loaded = await ALLOTMENTS.find(tx, id, lock=False)
        if loaded is not None and loaded.state.reader(found.state.proposal_id, assessor(tx.actor)):
            return id, loaded.state, found.state
    raise NotFound(f"readings {assessment_id}")


async def step_back(tx: Tx, assessment_id: str, *, reason: str) -> Loaded[Allotment]:
    id, _, assessment = await own_reading(tx, assessment_id)
    return await hand_over(tx, id, proposal_id=assessment.proposal_id, reason=reason)
