"""Who must have been told of what by the end of the year, from the script alone, and what is in their inboxes."""

from collections import Counter
from collections.abc import Iterable

from ops.demo.county import County
from ops.demo.script import Moment, Proposal, Review, Script

Told = Counter[tuple[str, str]]
"""(addressee, kind of notice) → how many."""

KINDS = (
    "filed", "cosign_invited", "amended", "refiled", "returned", "admitted", "declined", "redirect_asked", "withdrawn",
    "merged_into", "reply_issued", "sign_off_due", "closed", "closed_unsigned",
)  # fmt: skip
REVIEW = {
    "return": "returned", "refile": "refiled", "edit": "amended", "admit": "admitted", "decline": "declined",
    "withdraw": "withdrawn",
}  # fmt: skip


def expected(script: Script) -> Told:
    """What the proposers must have heard of theirs."""
    found: Told = Counter()
    by_ref = {p.ref: p for p in script.proposals}
    children: dict[str, list[str]] = {p.ref: [] for p in script.proposals}

    def everybody(p: Proposal) -> set[str]:
        return {who for one in (p, *(by_ref[child] for child in children[p.ref])) for who in _own(one)}

    steps: list[tuple[Moment, Proposal, Review]] = [(s.when, p, s) for p in script.proposals for s in p.review]
    for _, p, step in sorted(steps, key=lambda item: item[0].order):
        if step.do in REVIEW:
            kind = "redirect_asked" if step.redirect else REVIEW[step.do]
            found.update((who, kind) for who in everybody(p))
        elif step.do == "merge":
            children[p.ref] += step.children
            found.update((who, "merged_into") for child in step.children for who in _own(by_ref[child]))
        else:
            children[p.ref] = []
    for p in script.proposals:
        found[_own(p)[0], "filed"] += 1
        found.update((f"member:{cosign.member}", "cosign_invited") for cosign in p.cosigns)
        signers = {who for one in (p, *(by_ref[child] for child in children[p.ref])) for who in _signers(one)}
        for handling in p.handlings:
            for _ in handling.replies:
                found.update((who, "reply_issued") for who in everybody(p))
                found.update((f"member:{who}", "sign_off_due") for who in signers)
        ending = _ending(p, signers)
        if ending is not None:
            found.update((who, ending) for who in everybody(p))
    return found


def _own(p: Proposal) -> list[str]:
    """A collective proposal is its body's."""
    first = f"body:{p.body}" if p.body else f"member:{p.first_proposer}"
    return [first, *(f"member:{cosign.member}" for cosign in p.cosigns if cosign.agreed)]


def _signers(p: Proposal) -> list[str]:
    return [p.first_proposer, *(cosign.member for cosign in p.cosigns if cosign.agreed)]


def _ending(p: Proposal, signers: set[str]) -> str | None:
    if p.closed_unsigned is not None:
        return "closed_unsigned"
    replying = [handling for handling in p.handlings if handling.role != "helper"]
    signed = all(
        one.replies
        and signers <= {s.member for s in p.sign_offs if (s.unit, s.cycle) == (one.unit, one.replies[-1].cycle)}
        for one in replying
    )
    withdrawn = any(step.do == "withdraw" for step in p.review)
    return "closed" if replying and signed and not withdrawn else None


async def said(county: County) -> Told:
    """What is in the inbox of each person and body that proposes."""
    found: Told = Counter()
    for addressee, (member, body) in sorted(_people(county.script.proposals).items()):
        caller = await county.member(member, body)
        query = "&".join(f"kind={kind}" for kind in KINDS)
        after = ""
        while True:
            page = await caller.get(f"/notification/notices?limit=200&{query}{after}")
            found.update((one["to"], one["kind"]) for one in page["items"] if one["to"] == addressee)
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
    return found


def _people(proposals: Iterable[Proposal]) -> dict[str, tuple[str, str | None]]:
    """Addressee → the member, and the body that this member acts for."""
    found: dict[str, tuple[str, str | None]] = {}
    for p in proposals:
        if p.body:
            found[f"body:{p.body}"] = (p.first_proposer, p.body)
        for member in (p.first_proposer, *(cosign.member for cosign in p.cosigns)):
            found[f"member:{member}"] = (member, None)
    return found


def counts(told: Told, wanted: Told) -> dict[str, int]:
    """How many of each kind, and how many addressees were told just what they must have been."""
    found: Counter[str] = Counter()
    for (_, kind), number in told.items():
        found[f"told {kind}"] += number
    addressees = {who for who, _ in wanted}
    found["told rightly"] = sum(all(told[who, kind] == wanted[who, kind] for kind in KINDS) for who in addressees)
    return dict(found)
