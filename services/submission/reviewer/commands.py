"""Commands on reviewers."""

from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from contracts.submission import ReviewerEnrolled
from services.submission.member.store import check_active
from services.submission.reviewer import domain, store
from services.submission.reviewer.domain import Reviewer
from services.submission.reviewer.store import REVIEWERS
from services.submission.reviewgroup.store import groups_of


async def _check(tx: Tx, enrolled: ReviewerEnrolled) -> None:
    if enrolled.member_id is not None:
        await check_active(tx, {enrolled.member_id})
    holder = await store.of_login(tx, enrolled.login)
    if holder is not None and holder.id != enrolled.reviewer_id:
        raise DomainRefusal("login-taken", f"The login {enrolled.login} is reviewer {holder.id}'s.")


async def enrol(tx: Tx, enrolled: ReviewerEnrolled) -> Loaded[Reviewer]:
    found = await REVIEWERS.find(tx, enrolled.reviewer_id)
    events = domain.enrol(found.state if found else None, enrolled)
    await _check(tx, enrolled)
    return await REVIEWERS.append(tx, enrolled.reviewer_id, found, events)


async def correct(tx: Tx, enrolled: ReviewerEnrolled) -> Loaded[Reviewer]:
    reviewer = await REVIEWERS.load(tx, enrolled.reviewer_id)
    events = domain.correct(reviewer.state, enrolled)
    await _check(tx, enrolled)
    return await REVIEWERS.append(tx, enrolled.reviewer_id, reviewer, events)


async def retire(tx: Tx, reviewer_id: str, reason: str) -> Loaded[Reviewer]:
    """The reviewer's row first: a group that is being formed has locked it, or finds the retired one."""
    reviewer = await REVIEWERS.load(tx, reviewer_id)
    events = domain.retire(reviewer.state, reason, await groups_of(tx, reviewer_id))
    return await REVIEWERS.append(tx, reviewer_id, reviewer, events)


async def acting(tx: Tx) -> Reviewer:
    """Whom the caller's login is on the roster; refused where it is nobody."""
    found = await store.of_login(tx, tx.actor.subject)
    if found is None:
        raise DomainRefusal("not-a-reviewer", "This login is no reviewer's of the county's roster.")
    return found.state
