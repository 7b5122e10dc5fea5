"""What changes a service issue."""

from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Actor, Loaded, Tx, new_id
from chassis.problems import NotFound
from contracts.evaluation import ServiceIssueRaised
from services.evaluation.service_issue import domain
from services.evaluation.service_issue.domain import ServiceIssue
from services.evaluation.service_issue.store import ISSUES


def person(actor: Actor) -> str:
    """A person, not their unit: an issue is closed by the very one who raised it."""
    return actor.member_id or actor.subject


async def raise_issue(tx: Tx, *, opinion: str) -> Loaded[ServiceIssue]:
    issue_id = new_id(tx)
    event = ServiceIssueRaised(issue_id=issue_id, raised_by=person(tx.actor), opinion=opinion)
    return await ISSUES.append(tx, issue_id, None, [event])


async def assign(tx: Tx, issue_id: str, *, owner: str, due: date) -> Loaded[ServiceIssue]:
    loaded = await ISSUES.load(tx, issue_id)
    events = domain.assign(loaded.state, issue_id, owner=owner, due=due, today=wall_date(tx.now))
    return await ISSUES.append(tx, issue_id, loaded, events)


async def resolve(tx: Tx, issue_id: str, *, proof: str) -> Loaded[ServiceIssue]:
    loaded = await ISSUES.load(tx, issue_id)
    return await ISSUES.append(tx, issue_id, loaded, domain.resolve(loaded.state, issue_id, proof=proof))


async def verify(tx: Tx, issue_id: str) -> Loaded[ServiceIssue]:
    found = await ISSUES.find(tx, issue_id)
    if found is None or found.state.raised_by != person(tx.actor):
        raise NotFound(f"service_issues {issue_id}")
    # If-Match only now: to whom it does not exist, no version of it does, either.
    loaded = await ISSUES.load(tx, issue_id)
    return await ISSUES.append(tx, issue_id, loaded, domain.verify(loaded.state, issue_id))
