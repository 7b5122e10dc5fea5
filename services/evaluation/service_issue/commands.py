"""What changes a service issue."""

from datetime import date, datetime, time, timedelta

from chassis.clock import WALL, wall_date
from chassis.eventlog import Actor, Loaded, Tx, new_id
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.evaluation import ServiceIssueRaised
from services.evaluation.metadata import TIMERS
from services.evaluation.service_issue import domain
from services.evaluation.service_issue.domain import ServiceIssue
from services.evaluation.service_issue.store import ISSUES, by_receipt

TIMER = "service_issue"


def person(actor: Actor) -> str:
    """A person, not their unit: an issue is closed by the very one who raised it."""
    return actor.member_id or actor.subject


async def raise_issue(tx: Tx, *, opinion: str) -> Loaded[ServiceIssue]:
    issue_id = new_id(tx)
    event = ServiceIssueRaised(issue_id=issue_id, raised_by=person(tx.actor), opinion=opinion)
    return await ISSUES.append(tx, issue_id, None, [event])


async def gather(tx: Tx, *, opinion: str, gathered_at: str, raised_by: str) -> Loaded[ServiceIssue]:
    """Said at a meeting and written down by a clerk; it is closed by who said it all the same."""
    domain.check_named(raised_by)
    issue_id = new_id(tx)
    event = ServiceIssueRaised(
        issue_id=issue_id, raised_by=raised_by, opinion=opinion, source="meeting", gathered_at=gathered_at
    )
    return await ISSUES.append(tx, issue_id, None, [event])


async def raise_unnamed(tx: Tx, form_id: str, *, opinion: str, receipt: str) -> Loaded[ServiceIssue]:
    issue_id = new_id(tx)
    event = ServiceIssueRaised(
        issue_id=issue_id,
        raised_by=f"{domain.UNNAMED}{issue_id}",
        opinion=opinion,
        source="form",
        form_id=form_id,
        receipt=domain.receipt_hash(receipt),
    )
    return await ISSUES.append(tx, issue_id, None, [event])


async def schedule(tx: Tx, issue: Loaded[ServiceIssue]) -> None:
    """Also what rebuilds the timers."""
    due = domain.due_day(issue.state)
    owed = issue.state.state == "assigned" and not issue.state.overdue and due is not None
    over = {0: datetime.combine(due + timedelta(days=1), time.min, WALL)} if owed and due is not None else {}
    await TIMERS.put(tx, TIMER, issue.id, over)


async def on_timer(tx: Tx, fired: Fired) -> None:
    loaded = await ISSUES.load(tx, fired.aggregate_id)
    events = domain.overdue(loaded.state, loaded.id, today=wall_date(tx.now))
    await ISSUES.append(tx, loaded.id, loaded, events)


async def assign(tx: Tx, issue_id: str, *, owner: str, due: date) -> Loaded[ServiceIssue]:
    await TIMERS.hold(tx, TIMER, issue_id)
    loaded = await ISSUES.load(tx, issue_id)
    events = domain.assign(loaded.state, issue_id, owner=owner, due=due, today=wall_date(tx.now))
    assigned = await ISSUES.append(tx, issue_id, loaded, events)
    await schedule(tx, assigned)
    return assigned


async def resolve(tx: Tx, issue_id: str, *, proof: str) -> Loaded[ServiceIssue]:
    await TIMERS.hold(tx, TIMER, issue_id)
    loaded = await ISSUES.load(tx, issue_id)
    resolved = await ISSUES.append(tx, issue_id, loaded, domain.resolve(loaded.state, issue_id, proof=proof))
    await TIMERS.cancel(tx, TIMER, issue_id)
    return resolved


async def verify(tx: Tx, issue_id: str) -> Loaded[ServiceIssue]:
    found = await ISSUES.find(tx, issue_id)
    if found is None or found.state.named != person(tx.actor):
        raise NotFound(f"service_issues {issue_id}")
    # If-Match only now: to whom it does not exist, no version of it does, either.
    loaded = await ISSUES.load(tx, issue_id)
    return await ISSUES.append(tx, issue_id, loaded, domain.verify(loaded.state, issue_id))


async def follow(tx: Tx, receipt: str) -> Loaded[ServiceIssue]:
    found = await by_receipt(tx, receipt)
    if found is None:
        raise NotFound("service_issues of that receipt")
    return found


async def verify_unnamed(tx: Tx, receipt: str) -> Loaded[ServiceIssue]:
    """By who has the receipt, and by nobody else: no clerk has ever seen it."""
    id = (await follow(tx, receipt)).id
    loaded = await ISSUES.find(tx, id)
    assert loaded is not None  # issues are never deleted
    return await ISSUES.append(tx, id, loaded, domain.verify(loaded.state, id))
