"""Proposals → their readers: even, by lot among equals, and the same for whoever has the same seed. Pure.

First everybody in turn takes what the least loaded may read; then readings move along chains of assessors while that
brings two loads closer. When no chain is left, no other way of sharing is more even: loads are a convex cost of a flow,
and a flow without a cheaper cycle is the cheapest.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence


def lot(*words: str) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def share(
    seed: str,
    proposals: Iterable[str],
    assessors: Iterable[str],
    readers: int,
    *,
    excluded: Mapping[str, Collection[str]],
    loads: Mapping[str, int],
) -> dict[str, tuple[str, ...]]:
    """``readers`` different assessors for each proposal, or as many as may read it; ``loads`` is what they had."""
    everybody = sorted(set(assessors))
    order = sorted(set(proposals), key=lambda proposal: lot(seed, proposal))
    may = {
        proposal: sorted(
            (one for one in everybody if one not in excluded.get(proposal, ())),
            key=lambda one, proposal=proposal: lot(seed, proposal, one),
        )
        for proposal in order
    }
    load = {one: loads.get(one, 0) for one in everybody}
    reads: dict[str, list[str]] = {one: [] for one in everybody}
    # Whom few may read comes first: the others have more to choose from.
    for proposal in sorted(order, key=lambda proposal: len(may[proposal])):
        for one in sorted(may[proposal], key=lambda one: load[one])[:readers]:
            reads[one].append(proposal)
            load[one] += 1
    while _moved(may, reads, load):
        pass
    of = {proposal: [one for one in everybody if proposal in reads[one]] for proposal in order}
    return {proposal: tuple(of[proposal]) for proposal in sorted(order)}


def _moved(may: Mapping[str, Sequence[str]], reads: Mapping[str, list[str]], load: dict[str, int]) -> bool:
    """Whether a reading of somebody went, directly or along a chain, to somebody who had two less, or fewer still."""
    least = min(load.values(), default=0)
    for start in sorted(load, key=lambda one: (-load[one], one)):
        if load[start] - least < 2:
            return False
        came: dict[str, tuple[str, str]] = {}
        reached = [start]
        for one in reached:
            for proposal in reads[one]:
                for other in may[proposal]:
                    if other in came or other == start or proposal in reads[other]:
                        continue
                    came[other] = one, proposal
                    if load[start] - load[other] >= 2:
                        _move(start, other, came, reads)
                        load[start] -= 1
                        load[other] += 1
                        return True
                    reached.append(other)
    return False


def _move(start: str, end: str, came: Mapping[str, tuple[str, str]], reads: Mapping[str, list[str]]) -> None:
    while end != start:
        before, proposal = came[end]
        reads[before].remove(proposal)
        reads[end].append(proposal)
        end = before


def successor(
    seed: str, proposal: str, assessors: Iterable[str], *, excluded: Collection[str], loads: Mapping[str, int]
) -> str | None:
    """Who takes over what somebody steps back from: the least loaded, by lot among equals."""
    free = [one for one in sorted(set(assessors)) if one not in excluded]
    return min(free, key=lambda one: (loads.get(one, 0), lot(seed, proposal, one)), default=None)


def population_hash(population: Mapping[str, Collection[str]]) -> str:
    """``population``: proposal → who may not read it."""
    lines = sorted(" ".join([proposal, *sorted(excluded)]) + "\n" for proposal, excluded in population.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
