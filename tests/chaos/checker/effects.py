"""What one service's events mean in another, compared id by id: nothing missing, nothing without a cause."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.chaos.checker.scene import Scene
from tests.chaos.checker.stores import Event, Row

Key = tuple[str, str]
"""(county, id)"""
Known = dict[Key, Any]


def examine(scene: Scene) -> None:
    _of_proposals(scene)
    _of_assignments(scene)
    _of_replies(scene)
    _of_units_and_topics(scene)
    _of_notices(scene)
    _case_numbers(scene)


def _said(scene: Scene, name: str, id: str, value: Callable[[Event], Any] = lambda _: None) -> Known:
    """The events of a name by the id that they are about; the last one of an id stands."""
    return {(event.county, event.said[id]): value(event) for event in scene.named[name]}


def _rows(scene: Scene, service: str, table: str, id: str, value: Callable[[Row], Any] = lambda _: None) -> Known:
    return {(row["county"], row[id]): value(row) for row in scene.stores[service].tables[table]}


def _compare(scene: Scene, place: str, expected: Known, found: Known, *, others: Iterable[Key] = ()) -> None:
    """``others`` may be there as well."""
    for key in expected.keys() - found.keys():
        scene.report.add("missing", key[0], place, f"lacks {key[1]}")
    for key in found.keys() - expected.keys() - set(others):
        scene.report.add("surplus", key[0], place, f"has {key[1]}, for which there is no cause")
    for key in expected.keys() & found.keys():
        if expected[key] != found[key]:
            scene.report.add("differs", key[0], place, f"{key[1]} is {found[key]!r}, not {expected[key]!r}")


def _exactly_one(scene: Scene, place: str, causes: Mapping[Key, Event], effects: Iterable[Event]) -> None:
    """Each cause has one effect of a kind, no more and no less."""
    caused = Counter(event.causation_id for event in effects)
    for key, cause in causes.items():
        number = caused.pop(cause.event_id, 0)
        if number != 1:
            kind = "twice" if number else "missing"
            scene.report.add(kind, key[0], place, f"{number} for {cause.place}")


def _of_proposals(scene: Scene) -> None:
    admitted = _said(scene, "ProposalAdmitted", "proposal_id", lambda event: event)
    filed = _said(scene, "ProposalFiled", "proposal_id", lambda event: event)
    withdrawn = _said(scene, "ProposalWithdrawn", "proposal_id")
    closed = _said(scene, "SupervisionClosed", "proposal_id") | _said(scene, "ClosedUnsigned", "proposal_id")

    _compare(
        scene,
        "consultation.matters",
        {key: (event.said["case_number"], key in withdrawn) for key, event in admitted.items()},
        _rows(scene, "consultation", "matters", "id", lambda row: (row["case_number"], row["withdrawn"])),
    )
    masters: dict[Key, str | None] = {}
    for event in scene.events:
        if event.name in ("ProposalMergedInto", "ProposalUnmerged"):
            masters[event.county, event.said["proposal_id"]] = (
                event.said["master_id"] if event.name == "ProposalMergedInto" else None
            )
    _compare(
        scene,
        "consultation.originals",
        {key: (event.said["first_proposer"], masters.get(key)) for key, event in filed.items()},
        _rows(scene, "consultation", "originals", "id", lambda row: (row["first_proposer"], row["master_id"])),
    )
    admissions = dict.fromkeys(admitted)
    _compare(scene, "supervision.admitted", admissions, _rows(scene, "supervision", "admitted", "proposal_id"))
    opened = [event for event in scene.named["SupervisionOpened"] if event.said.get("archived_year") is None]
    _exactly_one(scene, "supervision.event_log, SupervisionOpened", admitted, opened)
    _compare(
        scene,
        "supervision.event_log, SupervisionOpened",
        {key: event.said["case_number"] for key, event in admitted.items()},
        {(event.county, event.said["proposal_id"]): event.said["case_number"] for event in opened},
    )
    gone = dict.fromkeys(admitted.keys() & withdrawn.keys())
    _compare(
        scene,
        "supervision.event_log, SupervisionCancelled",
        {key: None for key in gone if key not in closed},
        _said(scene, "SupervisionCancelled", "proposal_id"),
        others=gone,
    )
    review = _reviews(scene)
    archived = _said(scene, "TrackingDesignated", "proposal_id").keys() | {
        (event.county, event.said["proposal_id"]) for event in scene.named["SupervisionOpened"]
    }
    _compare(
        scene,
        "evaluation.fact_proposals",
        review,
        _rows(scene, "evaluation", "fact_proposals", "proposal_id", lambda row: row["review"]),
        others=archived - review.keys(),
    )
    _compare(
        scene,
        "conversion.dossiers",
        {key: event.said["case_number"] for key, event in admitted.items()},
        _rows(scene, "conversion", "dossiers", "proposal_id", lambda row: row["case_number"]),
        others=closed.keys() - admitted.keys(),
    )


def _reviews(scene: Scene) -> Known:
    """Where each proposal stands in its review."""
    means = {
        "ProposalFiled": "filed", "ProposalAdmitted": "admitted", "ProposalDeclined": "declined",
        "ProposalMergedInto": "merged", "ProposalUnmerged": "filed", "ProposalWithdrawn": "withdrawn",
    }  # fmt: skip
    # A log is read by aggregate and version, so the last word stands.
    return {
        (event.county, event.said["proposal_id"]): means[event.name]
        for event in scene.stores["submission"].log
        if event.name in means
    }


def _of_assignments(scene: Scene) -> None:
    issued = _said(scene, "AssignmentIssued", "assignment_id", lambda event: event)
    ended = _said(scene, "AssignmentCancelled", "assignment_id") | _said(scene, "AssignmentReassigned", "assignment_id")
    _compare(
        scene,
        "submission.open_assignments",
        {key: event.said["proposal_id"] for key, event in issued.items() if key not in ended},
        _rows(scene, "submission", "open_assignments", "assignment_id", lambda row: row["proposal_id"]),
    )
    _compare(
        scene,
        "supervision.handlings",
        {
            key: (event.said["proposal_id"], event.said["unit_id"], event.said["role"], key in ended)
            for key, event in issued.items()
        },
        _rows(
            scene, "supervision", "handlings", "assignment_id",
            lambda row: (row["proposal_id"], row["unit_id"], row["role"], row["ended"]),
        ),
    )  # fmt: skip
    _exactly_one(scene, "supervision.event_log, DeadlineSet", issued, scene.named["DeadlineSet"])
    # The first cycle's row; one of a later cycle comes with its order to handle anew.
    facts = {
        (row["county"], row["assignment_id"]): (row["proposal_id"], row["role"])
        for row in scene.stores["evaluation"].tables["fact_handlings"]
        if row["cycle"] == issued_cycle(issued.get((row["county"], row["assignment_id"])))
    }
    _compare(
        scene,
        "evaluation.fact_handlings",
        {key: (event.said["proposal_id"], event.said["role"]) for key, event in issued.items()},
        facts,
    )


def issued_cycle(event: Event | None) -> int:
    return event.said["cycle"] if event is not None else 1


def _of_replies(scene: Scene) -> None:
    replies = _said(scene, "ReplyIssued", "reply_id", lambda event: event)
    _exactly_one(scene, "supervision.event_log, SignOffRequested", replies, scene.named["SignOffRequested"])
    promises = {
        (county, f"{id}.{answer['suggestion']}"): answer["commitment"]["due"]
        for (county, id), event in replies.items()
        for answer in event.said["content"]["answers"]
        if answer.get("commitment") is not None
    }
    _compare(
        scene,
        "conversion.event_log, CommitmentMade",
        promises,
        _said(scene, "CommitmentMade", "commitment_id", lambda event: event.said["due"]),
    )
    closed = _said(scene, "SupervisionClosed", "proposal_id") | _said(scene, "ClosedUnsigned", "proposal_id")
    _compare(scene, "conversion.event_log, FollowUpOpened", closed, _said(scene, "FollowUpOpened", "proposal_id"))


def _of_units_and_topics(scene: Scene) -> None:
    units = _said(scene, "UnitEnrolled", "unit_id", lambda event: event.said["name"])
    for service, id in (("consultation", "id"), ("supervision", "unit_id")):
        _compare(scene, f"{service}.units", units, _rows(scene, service, "units", id, lambda row: row["name"]))
    _compare(
        scene,
        "submission.suggested_topics",
        _said(scene, "TopicSuggested", "outcome_id", lambda event: event.said["topic"]),
        _rows(scene, "submission", "suggested_topics", "suggestion_id", lambda row: row["topic"]),
    )


def _of_notices(scene: Scene) -> None:
    """Who proposed hears that it was filed, admitted and assigned, and the unit hears of its assignment; once each."""
    told: dict[tuple[Event, str], str] = {}
    proposers: dict[Key, list[str]] = {}
    for event in scene.named["ProposalFiled"]:
        body = event.said.get("body_id")
        told[event, f"body:{body}" if body else f"member:{event.said['first_proposer']}"] = "filed"
    for event in scene.named["ProposalAdmitted"]:
        everybody = [f"member:{member}" for member in event.said["proposers"]]
        proposers[event.county, event.said["proposal_id"]] = everybody
        told |= {(event, who): "admitted" for who in everybody}
    for event in scene.named["AssignmentIssued"]:
        told[event, f"unit:{event.said['unit_id']}"] = "assigned"
        told |= {(event, who): "assigned_to" for who in proposers.get((event.county, event.said["proposal_id"]), [])}
    _compare(
        scene,
        "notification.notices",
        {(event.county, f"{event.event_id} {who}"): kind for (event, who), kind in told.items()},
        {
            (row["county"], f"{row['event_id']} {row['addressee']}"): row["kind"]
            for row in scene.stores["notification"].tables["notices"]
            if row["kind"] in {"filed", "admitted", "assigned", "assigned_to"}
        },
    )


def _case_numbers(scene: Scene) -> None:
    """Unique, without gaps, and never moved, for each county, session and channel."""
    series: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for event in scene.named["ProposalAdmitted"]:
        said = event.said
        series[event.county, said["session_id"], said["channel"]].append(said["case_number"])
    last = {
        (row["county"], row["session_id"], row["channel"]): row["last"]
        for row in scene.stores["submission"].tables["case_numbers"]
    }
    for where in series.keys() | last.keys():
        given = series.get(where, [])
        place = f"submission, case numbers of {where[1]} {where[2]}"
        for number, times in Counter(given).items():
            if times > 1:
                scene.report.add("case_number", where[0], place, f"{number} was given {times} times")
        gaps = sorted(set(range(1, max(given, default=0) + 1)) - set(given))
        if gaps:
            scene.report.add("case_number", where[0], place, f"{gaps} were given to nobody")
        reached = max(given, default=0)
        if last.get(where, 0) != reached:
            scene.report.add("case_number", where[0], place, f"the series is at {last.get(where)}, {reached} was given")
    rows = _rows(scene, "submission", "proposals", "id", lambda row: row["case_number"])
    for event in scene.named["ProposalAdmitted"]:
        key = (event.county, event.said["proposal_id"])
        if rows.get(key) != event.said["case_number"]:
            place = f"submission.proposals {key[1]}"
            scene.report.add("case_number", key[0], place, f"is {rows.get(key)}, {event.place} gave another")
