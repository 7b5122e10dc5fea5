"""What must be true when all has settled: whatever a client was told is accepted has taken effect, once, everywhere.

Deliberately plain counting over the journal and the stores.
"""

import json
from collections import Counter, defaultdict

from ops import registry
from tests.chaos import delivery
from tests.chaos.journal import Attempt, attempts
from tests.chaos.world import World

# Event → (the service that says it, the commands that each say it once).
SAID_BY = {
    "ProposalFiled": ("submission", ("file",)),
    "ProposalAdmitted": ("submission", ("admit",)),
    "ProposalReturned": ("submission", ("return",)),
    "ProposalAmended": ("submission", ("refile",)),
    "ProposalWithdrawn": ("submission", ("withdraw",)),
    "AssignmentIssued": ("consultation", ("assign", "reassign")),
    "AssignmentAccepted": ("consultation", ("accept",)),
    "AssignmentReturned": ("consultation", ("give-back",)),
    "AssignmentReassigned": ("consultation", ("reassign",)),
    "UrgeIssued": ("supervision", ("urge",)),
}
# The identifiers of admitted proposals, as each service keeps them.
_ADMITTED = {
    "submission": "SELECT county || ' ' || aggregate_id FROM event_log WHERE type = 'cppcc.ProposalAdmitted.v1'",
    "consultation": "SELECT county || ' ' || id FROM matters",
    "supervision": "SELECT county || ' ' || substr(id, 3) FROM oversights",
    "evaluation": "SELECT county || ' ' || proposal_id FROM fact_proposals",
    "conversion": "SELECT county || ' ' || proposal_id FROM dossiers",
}
_ISSUED = {
    "consultation": "SELECT county || ' ' || id FROM assignments",
    "supervision": "SELECT county || ' ' || substr(id, 3) FROM deadlines",
    "evaluation": "SELECT county || ' ' || assignment_id FROM fact_handlings",
}
_EVENTS = (
    "SELECT coalesce(json_object_agg(type, n), '{}') FROM (SELECT type, count(*) AS n FROM event_log GROUP BY type) e"
)
_VERSIONS = "SELECT county || ' ' || aggregate_id || ' ' || aggregate_version FROM event_log"


def check(world: World) -> None:
    """Raises AssertionError with everything that is wrong."""
    wrong = [*_answers(world), *_everywhere(world, _ADMITTED), *_everywhere(world, _ISSUED), *_topics(world)]
    assert not wrong, "\n".join(wrong[:50])


def _answers(world: World) -> list[str]:
    accepted: dict[str, Attempt] = {}
    unsure: dict[str, Attempt] = {}
    wrong: list[str] = []
    for attempt in attempts(world.journal.path):
        if attempt.definite:
            unsure.pop(attempt.key, None)
        elif attempt.key not in accepted:
            unsure[attempt.key] = attempt
        if attempt.status == 500:
            wrong.append(f"{attempt.command} {attempt.key} failed in {attempt.service}: {attempt.answer}")
        if not attempt.accepted:
            continue
        first = accepted.setdefault(attempt.key, attempt)
        if first.answer != attempt.answer:
            wrong.append(f"{attempt.command} {attempt.key} was answered twice, and differently")
    counts = Counter(attempt.command for attempt in accepted.values())
    open_counts = Counter(attempt.command for attempt in unsure.values())
    events = {name: json.loads(world.postgres.psql(_EVENTS, name)) for name in registry.NAMES}
    for event, (service, commands) in SAID_BY.items():
        least = sum(counts[command] for command in commands)
        most = least + sum(open_counts[command] for command in commands)
        found = events[service].get(f"cppcc.{event}.v1", 0)
        if not least <= found <= most:
            wrong.append(f"{event}: {found} in the log of {service}, for {least} to {most} accepted commands")
    logged = {name: set(world.postgres.psql(_VERSIONS, name).splitlines()) for name in registry.NAMES}
    for attempt in accepted.values():
        assert attempt.answer is not None
        version = f"{attempt.county} {attempt.answer['id']} {attempt.answer['version']}"
        if version not in logged[attempt.service]:
            wrong.append(f"{attempt.command} {attempt.key} was accepted as {version}, which {attempt.service} has not")
    return wrong


def _everywhere(world: World, queries: dict[str, str]) -> list[str]:
    """The first service says which there are; every other one must know exactly these, each once."""
    wrong: list[str] = []
    (source, query), *others = queries.items()
    said = set(world.postgres.psql(query, source).splitlines())
    for service, other in others:
        lines = world.postgres.psql(other, service).splitlines()
        known = Counter(lines)
        wrong += [f"{service} lacks {one}" for one in sorted(said - known.keys())]
        wrong += [f"{service} has {one} {count} times" for one, count in known.items() if count > 1]
    return wrong


def _topics(world: World) -> list[str]:
    """Every event is on its topic; of each aggregate, each version came there first after the one before it."""
    wrong: list[str] = []
    for name in registry.NAMES:
        seen: dict[str, list[int]] = defaultdict(list)
        for record in delivery.records(world.kafka.servers, f"{name}.events"):
            headers = {key: value.decode() for key, value in record.headers}
            versions = seen[f"{headers['ce_county']} {headers['ce_subject']}"]
            version = int(headers["ce_aggregateversion"])
            if version not in versions:
                versions.append(version)
        for aggregate, versions in seen.items():
            if versions != sorted(versions):
                wrong.append(f"{name}.events has {aggregate} in the order {versions}")
        published = {f"{aggregate} {version}" for aggregate, versions in seen.items() for version in versions}
        logged = set(world.postgres.psql(_VERSIONS, name).splitlines())
        wrong += [f"{name}.events lacks {one}" for one in sorted(logged - published)]
        wrong += [f"{name}.events has {one}, which was never said" for one in sorted(published - logged)]
    return wrong
