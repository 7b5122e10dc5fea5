"""What opens a mutual review, what rates, and what closes it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.consultation import ReplyIssued
from contracts.evaluation import MutualReviewOpened, Points
from services.evaluation.facts import store as facts
from services.evaluation.metadata import TIMERS
from services.evaluation.mutual_review import domain
from services.evaluation.mutual_review.domain import MutualReview
from services.evaluation.mutual_review.policy import POLICY, criteria
from services.evaluation.mutual_review.store import REVIEWS

TIMER = "mutual_review"


async def on_reply(tx: Tx, event: ReplyIssued) -> None:
    """The unit's first reply opens it, where the county's policy wants it. A later one opens nothing more."""
    policy = await POLICY.at(tx, event.issued_at)
    id = domain.review_id(event.proposal_id, event.unit_id)
    if not policy.value.open or await REVIEWS.find(tx, id) is not None:
        return
    opened = MutualReviewOpened(
        review_id=id,
        proposal_id=event.proposal_id,
        unit_id=event.unit_id,
        # From when the two hear of it, which an outage may have put off.
        due=wall_date(tx.now) + timedelta(days=policy.value.days),
        of_proposal_criteria=criteria(policy.value.of_proposal),
        of_handling_criteria=criteria(policy.value.of_handling),
        policy_version=policy.version,
    )
    await schedule(tx, await REVIEWS.append(tx, id, None, [opened]))


async def schedule(tx: Tx, review: Loaded[MutualReview]) -> None:
    """Also what rebuilds the timers."""
    over = datetime.combine(review.state.due + timedelta(days=1), time.min, WALL)
    await TIMERS.put(tx, TIMER, review.id, {0: over} if review.state.state == "open" else {})


async def on_timer(tx: Tx, fired: Fired) -> None:
    loaded = await REVIEWS.load(tx, fired.aggregate_id)
    await REVIEWS.append(tx, loaded.id, loaded, domain.close(loaded.state, loaded.id))


async def is_first_proposer(tx: Tx, proposal_id: str) -> bool:
    proposers = await facts.proposers(tx, proposal_id) or []
    return tx.actor.member_id is not None and proposers[:1] == [tx.actor.member_id]


async def rate_proposal(
    tx: Tx, review_id: str, *, points: Mapping[str, Points], comment: str | None
) -> Loaded[MutualReview]:
    await TIMERS.hold(tx, TIMER, review_id)
    found = await REVIEWS.find(tx, review_id)
    if found is None or found.state.unit_id not in tx.actor.units:
        raise NotFound(f"mutual_reviews {review_id}")
    # If-Match only now: to whom it does not exist, no version of it does, either.
    loaded = await REVIEWS.load(tx, review_id)
    events = domain.rate_proposal(loaded.state, review_id, points=points, comment=comment, today=wall_date(tx.receipt))
    return await _rated(tx, loaded, await REVIEWS.append(tx, review_id, loaded, events))


async def rate_handling(
    tx: Tx, review_id: str, *, points: Mapping[str, Points], comment: str | None
) -> Loaded[MutualReview]:
    await TIMERS.hold(tx, TIMER, review_id)
    found = await REVIEWS.find(tx, review_id)
    if found is None or not await is_first_proposer(tx, found.state.proposal_id):
        raise NotFound(f"mutual_reviews {review_id}")
    loaded = await REVIEWS.load(tx, review_id)
    events = domain.rate_handling(
        loaded.state,
        review_id,
        member_id=str(tx.actor.member_id),
        points=points,
        comment=comment,
        today=wall_date(tx.receipt),
    )
    return await _rated(tx, loaded, await REVIEWS.append(tx, review_id, loaded, events))


async def _rated(tx: Tx, before: Loaded[MutualReview], after: Loaded[MutualReview]) -> Loaded[MutualReview]:
    if after.state.state != before.state.state:
        await TIMERS.cancel(tx, TIMER, after.id)
    return after
