"""Distributing, judging, reminding, and what a decision asks of the review.

The proposal's row is locked first, then the review's timers, then the review: a decision and an opinion wait for each
other, and neither for the ticker.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.timers import Fired
from contracts.base import DomainRefusal
from contracts.submission import ReviewDistributed, ReviewStage, StageWanted
from services.submission.member.store import sectors_of
from services.submission.metadata import TIMERS
from services.submission.proposal import domain as proposals
from services.submission.proposal.domain import Proposal
from services.submission.proposal.policy import POLICY as FILING
from services.submission.proposal.store import PROPOSALS
from services.submission.reviewer.commands import acting
from services.submission.reviewer.domain import Reviewer
from services.submission.reviewer.store import named, of_login
from services.submission.reviewgroup import store as groups
from services.submission.reviewgroup.domain import Group
from services.submission.reviewgroup.store import GROUPS
from services.submission.stage import domain, store
from services.submission.stage.domain import Opinion, Review, identify
from services.submission.stage.policy import POLICY
from services.submission.stage.store import REVIEWS
from services.submission.stage.suggest import Suggested, suggest
from services.submission.unit.store import resolve

DUE = "review-due"


@dataclass
class Floor:
    """The groups of some sessions with their people, read once for a whole list."""

    groups: dict[str, Group]
    people: dict[str, Reviewer]
    sectors: dict[str, str]
    load: dict[str, int] = field(default_factory=dict[str, int])

    def suggest(self, proposal: Proposal) -> Suggested | None:
        fitting = [g for g in self.groups.values() if g.session_id == proposal.session_id]
        free = [g for g in fitting if free_of(proposal, g, self.people)]
        expertise = {g.id: [t for id in g.members if id in self.people for t in self.people[id].topics] for g in free}
        sector = self.sectors.get(proposal.first_proposer)
        return suggest(proposal.text, sector, free, expertise, self.load)


async def floor(tx: Tx, found: Sequence[Proposal], *, lock: bool = False) -> Floor:
    """``lock`` keeps the groups in force until the transaction ends."""
    by_id: dict[str, Group] = {}
    for session_id in sorted({one.session_id for one in found}):
        by_id |= {group.id: group for group in await groups.of_session(tx, session_id, lock=lock)}
    people = await named(tx, [id for group in by_id.values() for id in group.members])
    sectors = await sectors_of(tx, {one.first_proposer for one in found})
    return Floor(by_id, people, sectors, await store.load_of_groups(tx, sorted(by_id)))


def free_of(proposal: Proposal, group: Group, people: Mapping[str, Reviewer]) -> tuple[str, ...]:
    """The group's reviewers in force who are no party to the proposal."""
    parties = proposals.involved(proposal)
    return tuple(
        id for id in group.members if id in people and people[id].active and people[id].member_id not in parties
    )


async def reviewer_of(tx: Tx) -> Reviewer | None:
    """Whom the caller's login is on the roster."""
    found = await of_login(tx, tx.actor.subject)
    return found.state if found else None


def is_party(proposal: Proposal, reviewer: Reviewer | None) -> bool:
    return reviewer is not None and reviewer.member_id in proposals.involved(proposal)


async def distribute(
    tx: Tx, proposal_id: str, group_id: str | None, reason: str | None, known: Floor, *, anew: bool = False
) -> Loaded[Review]:
    """To the named group, or to the one that is suggested; to the one that has it already only ``anew``."""
    proposal = (await PROPOSALS.load(tx, proposal_id)).state
    proposals.check_conflict(proposal, tx.actor.member_id)
    proposals.permit(proposal, "review")
    policy = await POLICY.at(tx)
    if group_id is None:
        suggested = known.suggest(proposal)
        if suggested is None:
            raise DomainRefusal("no-group", f"Session {proposal.session_id} has no group that could review this.")
        group_id = suggested.group_id
    group = known.groups.get(group_id)
    if group is None or group.session_id != proposal.session_id:
        raise DomainRefusal("group-unknown", f"No group {group_id} of session {proposal.session_id} is in force.")
    await TIMERS.hold(tx, DUE, identify(proposal_id))
    found = await REVIEWS.find(tx, identify(proposal_id))
    distributed = ReviewDistributed(
        proposal_id=proposal_id,
        round=found.state.round + 1 if found else 1,
        group_id=group_id,
        stages=policy.value.plan,
        reason=reason,
        policy_version=policy.version,
    )
    asked = _asked(proposal, group, known.people)
    events = domain.distribute(found.state if found else None, distributed, asked, tx.now, again=anew)
    after = await REVIEWS.append(tx, identify(proposal_id), found, events)
    known.load[group_id] = known.load.get(group_id, 0) + 1
    await follow(tx, after)
    return after


def _asked(
    proposal: Proposal, group: Group, people: Mapping[str, Reviewer]
) -> Callable[[StageWanted], tuple[str, ...]]:
    free = free_of(proposal, group, people)
    return lambda wanted: domain.panel(wanted, free, group.lead)


@dataclass
class Bench:
    """One reviewer with what a whole list of their opinions is judged by, read once."""

    reviewer: Reviewer
    reasons: Mapping[str, str]
    unknown_units: set[str]
    groups: dict[str, tuple[Group, Mapping[str, Reviewer]]] = field(
        default_factory=dict[str, tuple[Group, Mapping[str, Reviewer]]]
    )

    async def group(self, tx: Tx, group_id: str) -> tuple[Group, Mapping[str, Reviewer]]:
        if group_id not in self.groups:
            group = (await GROUPS.load(_unmatched(tx), group_id, lock=False)).state
            self.groups[group_id] = group, await named(tx, group.members)
        return self.groups[group_id]


async def bench(tx: Tx, units: set[str]) -> Bench:
    """The caller's; ``units`` are those that the opinions name."""
    reviewer = await acting(tx)
    reasons = (await FILING.at(tx)).value.decline_reasons
    known = await resolve(tx, units, wall_date(tx.now)) if units else {}
    return Bench(reviewer, reasons, units - known.keys())


async def give(tx: Tx, proposal_id: str, of: ReviewStage, opinion: Opinion, by: Bench) -> Loaded[Review]:
    """``If-Match`` is the proposal's version: nobody judges a text that has changed since they read it."""
    proposal = (await PROPOSALS.load(tx, proposal_id)).state
    for member_id in (tx.actor.member_id, by.reviewer.member_id):
        proposals.check_conflict(proposal, member_id)
    proposals.permit(proposal, "review")
    domain.check_opinion(opinion, by.reasons)
    unknown = by.unknown_units.intersection(opinion.suggested_units)
    if unknown:
        raise DomainRefusal("unit-unknown", f"Not units of this county: {sorted(unknown)}.")
    await TIMERS.hold(tx, DUE, identify(proposal_id))
    found = await REVIEWS.find(tx, identify(proposal_id))
    domain.permit(found.state if found else None, "give")
    assert found is not None
    lead, asked = None, _nobody
    if domain.closes(found.state, opinion.reviewer_id):
        group, people = await by.group(tx, found.state.group_id or "")
        lead, asked = people[group.lead].person, _asked(proposal, group, people)
    events = domain.give(found.state, of, opinion, lead, asked, tx.now)
    after = await REVIEWS.append(tx, found.id, found, events)
    if lead is not None:
        await follow(tx, after)
    else:
        await store.leave_queue(tx, proposal_id, opinion.reviewer_id)
    return after


def _nobody(_: StageWanted) -> tuple[str, ...]:
    return ()


def _unmatched(tx: Tx) -> Tx:
    """If-Match is about what the caller looked at, not about what is read beside it."""
    return replace(tx, if_match=None)


async def begin_again(tx: Tx, proposal: Proposal, reason: str = "重新提交") -> None:
    """The proposal is filed again, whose row is locked: what was said of it before counts no more."""
    found = await REVIEWS.find(tx, identify(proposal.id), lock=False)
    if found is None or found.state.state == "void":
        return
    await TIMERS.hold(tx, DUE, found.id)
    found = await REVIEWS.load(_unmatched(tx), found.id)
    policy = await POLICY.at(tx)
    group = await GROUPS.find(tx, found.state.group_id, lock=False) if found.state.group_id else None
    people = await named(tx, group.state.members) if group else {}
    if group is None or not group.state.active or not policy.value.stages or not free_of(proposal, group.state, people):
        events = domain.set_aside(found.state, f"{reason}，待重新分组")
    else:
        distributed = ReviewDistributed(
            proposal_id=proposal.id,
            round=found.state.round + 1,
            group_id=group.id,
            stages=policy.value.plan,
            reason=reason,
            policy_version=policy.version,
        )
        asked = _asked(proposal, group.state, people)
        events = domain.distribute(found.state, distributed, asked, tx.now, again=True)
    await follow(tx, await REVIEWS.append(tx, found.id, found, events))


async def decide(tx: Tx, proposal: Proposal, alone_reason: str | None) -> None:
    """Before a final word on a proposal whose row is locked: refused where it is not this person's to give, or while
    opinions are wanted."""
    policy = (await POLICY.at(tx)).value
    alone = bool(tx.actor.roles & set(policy.decide_alone))
    if not alone and not tx.actor.roles & set(policy.final_word):
        raise DomainRefusal("final-word", f"In this county the final word is {sorted(policy.final_word)}'s.")
    id = identify(proposal.id)
    found = await REVIEWS.find(tx, id, lock=False)
    wanting = domain.wanting(found.state if found else None, policy.plan)
    if not wanting:
        return
    await TIMERS.hold(tx, DUE, id)
    found = await REVIEWS.find(tx, id)
    events = domain.cut_short(
        found.state if found else None, proposal.id, wanting, tx.actor.subject, alone_reason, alone=alone
    )
    await follow(tx, await REVIEWS.append(tx, id, found, events))


async def on_due(tx: Tx, fired: Fired) -> None:
    """Nothing of a proposal that is decided, returned or withdrawn by now."""
    review = await REVIEWS.load(tx, fired.aggregate_id)
    stage = review.state.present
    if stage is None:
        return
    proposal = await PROPOSALS.load(tx, review.state.proposal_id, lock=False)
    if proposal.state.state != "filed":
        return
    group = await GROUPS.load(tx, review.state.group_id or "", lock=False)
    people = await named(tx, [*stage.awaiting, group.state.lead])
    awaiting = tuple(people[id].person for id in stage.awaiting)
    await REVIEWS.append(
        tx, review.id, review, domain.remind(review.state, awaiting, people[group.state.lead].person, tx.now)
    )


async def rebuild(tx: Tx, review: Loaded[Review]) -> None:
    await follow(tx, review)


async def follow(tx: Tx, review: Loaded[Review]) -> None:
    """Timers and queue say what the review says."""
    await TIMERS.put(tx, DUE, review.id, domain.due(review.state))
    await store.put_queue(tx, review.state)
