"""全领域转化: what became of promises, outcomes with their proof, and what the public may read."""

from collections.abc import Iterator
from typing import Any

from ops.demo.acts.supervision import LAST_MOMENT
from ops.demo.county import County
from ops.demo.script import Outcome, Promise, Proposal
from ops.demo.steps import Chain


def chains(county: County) -> Iterator[Chain]:
    opening = Chain("public pages")
    opening.add(county.script.directory, _let_the_public_in, county)
    yield opening
    for proposal in county.script.proposals:
        chain = Chain(proposal.ref)
        for promise in proposal.promises:
            if promise.claimed is not None:
                chain.add(promise.claimed, _claim, county, proposal, promise)
            if promise.verified is not None:
                chain.add(promise.verified, _verify, county, proposal, promise)
            if promise.released is not None:
                chain.add(promise.released, _release, county, proposal, promise)
        for number, outcome in enumerate(proposal.outcomes, 1):
            chain.add(outcome.when, _record, county, proposal, number, outcome)
            decided = outcome.verified or outcome.rejected
            if decided is not None:
                chain.add(decided, _decide, county, proposal, number, outcome)
        if proposal.published:
            chain.add(LAST_MOMENT, _publish, county, proposal)
        yield chain


async def _let_the_public_in(county: County) -> None:
    path = "/conversion/policies/public"
    caller = await county.clerk()
    document = (await caller.get(path))["document"]
    await county.edit("public pages", caller, path, path, {"document": document | {"open": True}})


async def _publish(county: County, proposal: Proposal) -> None:
    """For the conference's office, which opens every unit's answer."""
    path = f"/conversion/proposals/{county.proposal(proposal.ref)}/publication"
    await county.post(f"{proposal.ref} publish", await county.clerk(), path, {"mark": "public"})


def _commitment(county: County, proposal: Proposal, promise: Promise) -> tuple[str, str]:
    """(journal key, path)"""
    reply = county.reply(proposal.ref, promise.unit, promise.cycle)
    key = f"{proposal.ref} promise {promise.unit} {promise.cycle} {promise.suggestion}"
    return key, f"/conversion/commitments/{reply}.{promise.suggestion}"


async def _claim(county: County, proposal: Proposal, promise: Promise) -> None:
    key, path = _commitment(county, proposal, promise)
    unit = await county.unit(proposal.holder(promise.unit))
    await county.post(f"{key} claim", unit, f"{path}/claim", {"proof": promise.proof})


async def _verify(county: County, proposal: Proposal, promise: Promise) -> None:
    key, path = _commitment(county, proposal, promise)
    await county.post(f"{key} verify", await county.member(proposal.first_proposer), f"{path}/verify")


async def _release(county: County, proposal: Proposal, promise: Promise) -> None:
    key, path = _commitment(county, proposal, promise)
    body = {"reason": promise.release_reason}
    await county.post(f"{key} release", await county.clerk(), f"{path}/release", body)


async def _record(county: County, proposal: Proposal, number: int, outcome: Outcome) -> None:
    by_clerk = outcome.recorded_by == "clerk"
    caller = await county.clerk() if by_clerk else await county.unit(proposal.holder(outcome.recorded_by))
    body: dict[str, Any] = {
        "proposal_id": county.proposal(proposal.ref),
        "achieved_on": county.held_on(outcome.when),
        **outcome.model_dump(include={"suggestion", "kind", "title", "evidence", "instruction_only"}),
        "facts": outcome.facts or None,
    }
    await county.post(f"{proposal.ref} outcome {number}", caller, "/conversion/outcomes", body)


async def _decide(county: County, proposal: Proposal, number: int, outcome: Outcome) -> None:
    """The proposer says whether it is so: who recorded an outcome does not verify it."""
    key = f"{proposal.ref} outcome {number}"
    path = f"/conversion/outcomes/{county.journal[key]}"
    proposer = await county.member(proposal.first_proposer)
    if outcome.verified is not None:
        await county.post(f"{key} verify", proposer, f"{path}/verify")
    else:
        await county.post(f"{key} reject", proposer, f"{path}/reject", {"reason": outcome.rejection})
