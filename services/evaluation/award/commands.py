"""What grants an award."""

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from services.evaluation.award import domain
from services.evaluation.award.domain import Award, Kind
from services.evaluation.award.store import AWARDS
from services.evaluation.facts import store as facts
from services.evaluation.ranking.store import RANKINGS


async def grant(
    tx: Tx,
    *,
    kind: Kind,
    subject_id: str,
    ranking_id: str | None,
    reason: str,
    selected: tuple[str, int] | None = None,
) -> Loaded[Award]:
    """``selected``: the selection that a proposal was chosen by, and its rank there."""
    ranking = await RANKINGS.load(tx, ranking_id, lock=False) if ranking_id is not None else None
    if kind == "excellent_proposal":
        known = await facts.review(tx, subject_id) == "admitted"
    else:
        known = await facts.has_handled(tx, subject_id)
    year = wall_date(tx.now).year
    id = domain.award_id(kind, subject_id, year)
    standing = await AWARDS.find(tx, id)
    events = domain.grant(
        kind=kind,
        subject_id=subject_id,
        year=year,
        ranking_id=ranking_id,
        ranking=ranking.state if ranking else None,
        selected=selected,
        known=known,
        granted=standing is not None and standing.state.state == "granted",
        reason=reason,
        granted_by=tx.actor.name,
    )
    return await AWARDS.append(tx, id, standing, events)


async def revoke(tx: Tx, award_id: str, *, reason: str) -> Loaded[Award]:
    loaded = await AWARDS.load(tx, award_id)
    events = domain.revoke(loaded.state, award_id, reason=reason, revoked_by=tx.actor.name)
    return await AWARDS.append(tx, award_id, loaded, events)
