"""Whether the platform says what the input says: counted from the script, and over the public API."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ops.demo import told
from ops.demo.county import County
from ops.demo.script import Moment, Proposal, Review, Script

Counts = dict[str, int]


def expected(script: Script) -> Counts:
    """What the year must end with, from the script alone."""
    found: Counter[str] = Counter()
    states, merged_into = _states(script)
    by_ref = {p.ref: p for p in script.proposals}
    opens, cutoff = script.session.plenary_opens.order, script.session.plenary_cutoff.order
    for p in script.proposals:
        found["proposals filed"] += 1
        found[f"proposals {states[p.ref]}"] += 1
        found[f"kind {p.kind}"] += 1
        inside = opens <= p.filed.order <= cutoff
        found["channel plenary" if inside else "channel between_sessions"] += 1
        found["bookings fulfilled"] += p.booking is not None
        _count_supervision(found, p, states[p.ref], _asked(p, by_ref, merged_into))
        for handling in p.handlings:
            for reply in handling.replies:
                found["commitments made"] += sum(a.promise is not None for a in reply.answers)
        found["commitments kept"] += sum(promise.verified is not None for promise in p.promises)
        found["commitments released"] += sum(promise.released is not None for promise in p.promises)
        found["outcomes verified"] += sum(o.verified is not None for o in p.outcomes)
        found["outcomes rejected"] += sum(o.rejected is not None for o in p.outcomes)
        found["assessments computed"] += len(p.assessments)
        for rated in p.beneficiaries.ratings if p.beneficiaries else ():
            found[f"beneficiaries {rated.rating}"] += 1
    found["supervised tracked"] += len(script.tracked)
    notices = told.expected(script)
    found.update(told.counts(notices, notices))
    return {name: count for name, count in sorted(found.items()) if count}


def _states(script: Script) -> tuple[dict[str, str], dict[str, str]]:
    """Each proposal's last state, and for a merged one its master."""
    states = {p.ref: "filed" for p in script.proposals}
    merged_into: dict[str, str] = {}
    steps: list[tuple[Moment, str, Review]] = [(step.when, p.ref, step) for p in script.proposals for step in p.review]
    for _, ref, step in sorted(steps, key=lambda item: item[0].order):
        match step.do:
            case "return":
                states[ref] = "returned"
            case "refile" | "edit":
                states[ref] = "filed"
            case "admit":
                states[ref] = "admitted"
            case "decline":
                states[ref] = "declined"
            case "withdraw":
                states[ref] = "withdrawn"
            case "merge":
                states |= dict.fromkeys(step.children, "merged")
                merged_into |= dict.fromkeys(step.children, ref)
            case "undo_merge":
                for child in [child for child, master in merged_into.items() if master == ref]:
                    states[child] = "filed"
                    del merged_into[child]
    return states, merged_into


def _asked(p: Proposal, by_ref: Mapping[str, Proposal], merged_into: Mapping[str, str]) -> set[str]:
    """Everybody who signs: first and agreed joint proposers, of the proposal and of what was merged into it."""
    children = [by_ref[child] for child, master in merged_into.items() if master == p.ref]
    return {
        member
        for proposal in (p, *children)
        for member in (proposal.first_proposer, *(c.member for c in proposal.cosigns if c.agreed))
    }


def _count_supervision(found: Counter[str], p: Proposal, state: str, asked: set[str]) -> None:
    for signed in p.sign_offs:
        found[f"signed {signed.result}"] += 1
        found["signed assisted"] += signed.method == "paper"
    admitted = any(step.do == "admit" for step in p.review)
    if not admitted:
        return
    # Dissatisfied with the second handling too: a general proposal is tracked from then on.
    again = any(s.cycle > 1 and s.result == "dissatisfied" for s in p.sign_offs)
    found[f"supervised {'key' if p.key else 'tracked' if again else 'general'}"] += 1
    replying = [h for h in p.handlings if h.role != "helper"]
    done = bool(replying) and all(
        h.replies and asked <= {s.member for s in p.sign_offs if (s.unit, s.cycle) == (h.unit, h.replies[-1].cycle)}
        for h in replying
    )
    if state == "withdrawn":
        found["supervision cancelled"] += 1
    elif p.closed_unsigned is not None:
        found["supervision closed_unsigned"] += 1
    else:
        found["supervision closed" if done else "supervision open"] += 1


async def said(county: County) -> Counts:
    """What the platform says of the county, over its lists."""
    found: Counter[str] = Counter()
    for proposal in await _all(county, "/submission/proposals"):
        found["proposals filed"] += 1
        found[f"proposals {proposal['state']}"] += 1
        found[f"kind {proposal['kind']}"] += 1
        found[f"channel {proposal['channel']}"] += 1
    for booking in await _all(county, "/submission/bookings"):
        found["bookings fulfilled"] += booking["state"] == "fulfilled"
    for oversight in await _all(county, "/supervision/oversights"):
        found[f"supervised {oversight['supervision_class']}"] += 1
        # One of an earlier year was never admitted here.
        if not oversight["proposal_id"].startswith("A-"):
            found[f"supervision {oversight['state']}"] += 1
    for sign_off in await _all(county, "/supervision/sign-offs"):
        for signature in sign_off["signatures"]:
            found[f"signed {signature['result']}"] += 1
            found["signed assisted"] += signature["method"] == "paper"
    for commitment in await _all(county, "/conversion/commitments"):
        found["commitments made"] += 1
        if commitment["state"] in ("kept", "released"):
            found[f"commitments {commitment['state']}"] += 1
    for outcome in await _all(county, "/conversion/outcomes"):
        if outcome["state"] in ("verified", "rejected"):
            found[f"outcomes {outcome['state']}"] += 1
    for rating in await _all(county, "/evaluation/beneficiary-ratings"):
        found[f"beneficiaries {rating['rating']}"] += 1
    for assessment in await _all(county, "/evaluation/assessments"):
        found["assessments computed"] += assessment["state"] == "computed"
    found.update(told.counts(await told.said(county), told.expected(county.script)))
    return {name: count for name, count in sorted(found.items()) if count}


async def _all(county: County, path: str) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    caller = await county.clerk()
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = await caller.get(f"{path}?limit=200{after}")
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


def differences(wanted: Counts, found: Counts) -> list[str]:
    """Each count that is not what the input says."""
    return [
        f"{name}: the input says {wanted.get(name, 0)}, the platform {found.get(name, 0)}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name, 0) != found.get(name, 0)
    ]


def lines(counts: Sequence[tuple[str, Counts]]) -> list[str]:
    """A table: one row a count, one column a county."""
    names = sorted({name for _, county in counts for name in county})
    width = max(map(len, names), default=0)
    head = " ".join(f"{code:>8}" for code, _ in counts)
    rows = [f"{name:{width}} " + " ".join(f"{county.get(name, 0):>8}" for _, county in counts) for name in names]
    return [f"{'':{width}} {head}", *rows]
