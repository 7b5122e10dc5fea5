"""What the other services' events tell of proposals, bookings, issues, and of those who bear a name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from contracts.base import Event, Record
from contracts.consultation import AssignmentCancelled, AssignmentIssued, AssignmentReassigned
from contracts.evaluation import ServiceIssueRaised
from contracts.submission import (
    ArchivedProposalRecorded,
    BodyEnrolled,
    BodyRetired,
    CosignAnswered,
    MemberEnrolled,
    MergeUndone,
    ProposalAdmitted,
    ProposalAmended,
    ProposalFiled,
    ProposalsMerged,
    TopicBooked,
    TopicProposed,
    UnitEnrolled,
)
from contracts.supervision import KeyDesignationRevoked, KeyProposalDesignated, SupervisorAppointed, TrackingDesignated

Thing = Literal["proposal", "booking", "suggestion", "issue", "member", "body", "unit"]


class Supervised(Record):
    since: datetime
    name: str


class Known(Record):
    """Of one thing, from several topics in any order: empty is what has not come."""

    name: str | None = None
    """The title, of what has one."""
    first_proposer: str | None = None
    body_id: str | None = None
    """The body that filed the proposal, or holds the booking."""
    cosigners: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    case_number: int | None = None
    settled: bool = False
    """Admitted, or an earlier year's: its proposers are certain, merged ones included."""
    supervisors: tuple[Supervised, ...] = ()
    """Everybody who was to supervise it, by the moment from which on."""
    supervision_class: Literal["key", "tracked"] | None = None
    units: dict[str, str] = Field(default_factory=dict[str, str])
    """Assignment → unit."""
    issued: dict[str, datetime] = Field(default_factory=dict[str, datetime])
    """Assignment → when; of what was learned before this was kept, nothing."""
    ended: dict[str, datetime] = Field(default_factory=dict[str, datetime])
    """Assignment → when it was taken from its unit, reassigned or cancelled."""
    holder: str | None = None
    """The member who booked, or who raised the issue."""
    suggester: str | None = None
    """The addressee, of a suggested topic; None for the public."""
    officers: tuple[str, ...] = ()

    def units_at(self, at: datetime) -> tuple[str, ...]:
        """Every unit that held an assignment of the proposal at that moment."""
        held = (
            unit
            for id, unit in self.units.items()
            if (id not in self.issued or self.issued[id] <= at) and (id not in self.ended or at < self.ended[id])
        )
        return tuple(dict.fromkeys(held))

    def units_by_now(self) -> tuple[str, ...]:
        """Every unit that holds one as far as is known."""
        return tuple(dict.fromkeys(unit for id, unit in self.units.items() if id not in self.ended))

    def supervisor_at(self, at: datetime) -> str | None:
        """Who supervised it at that moment; the first of all, where it had none yet."""
        if not self.supervisors:
            return None
        return next((one.name for one in reversed(self.supervisors) if one.since <= at), self.supervisors[0].name)

    def own_proposers(self) -> tuple[str, ...]:
        """Addressees: a collective proposal is its body's, whoever its officer was."""
        first = f"body:{self.body_id}" if self.body_id else f"member:{self.first_proposer}"
        agreed = (f"member:{member}" for member in self.cosigners)
        return (first, *agreed) if self.first_proposer else ()


Fold = Callable[[Known, Any, datetime], Mapping[str, object]]
"""What is known, what is told, and the moment of that."""


def _cosigned(known: Known, event: CosignAnswered, _: datetime) -> Mapping[str, object]:
    return {"cosigners": tuple(dict.fromkeys((*known.cosigners, event.member_id)))} if event.agreed else {}


def _merged(known: Known, event: ProposalsMerged, _: datetime) -> Mapping[str, object]:
    return {"children": tuple(dict.fromkeys((*known.children, *event.children)))}


def _assigned(known: Known, event: AssignmentIssued, at: datetime) -> Mapping[str, object]:
    """A later cycle is the same unit's, which has had it since the first."""
    id = event.assignment_id
    issued = known.issued if id in known.units else {**known.issued, id: at}
    return {"units": {**known.units, id: event.unit_id}, "issued": issued}


def _ended(known: Known, event: AssignmentReassigned | AssignmentCancelled, at: datetime) -> Mapping[str, object]:
    return {"ended": {event.assignment_id: at, **known.ended}}


def _supervised(known: Known, name: str, at: datetime) -> tuple[Supervised, ...]:
    """They come in the order of their aggregate, whatever their clocks say: of two at once the later holds."""
    last = known.supervisors[-1].since if known.supervisors else at
    found = Supervised(since=max(at, last), name=name)
    return known.supervisors if known.supervisors[-1:] == (found,) else (*known.supervisors, found)


def _suggested(_: Known, event: TopicProposed, _at: datetime) -> Mapping[str, object]:
    by = {"member": event.member_id, "body": event.body_id, "unit": event.unit_id}.get(event.source)
    return {"name": event.title, "suggester": f"{event.source}:{by}" if by else None}


LEARNED: Mapping[type[Event], tuple[Thing, str, Fold]] = {
    ProposalFiled: (
        "proposal",
        "proposal_id",
        lambda _, e, _at: {"name": e.text.title, "first_proposer": e.first_proposer, "body_id": e.body_id},
    ),
    ProposalAmended: ("proposal", "proposal_id", lambda _, e, _at: {"name": e.text.title}),
    CosignAnswered: ("proposal", "proposal_id", _cosigned),
    ProposalsMerged: ("proposal", "proposal_id", _merged),
    MergeUndone: ("proposal", "proposal_id", lambda _, _e, _at: {"children": ()}),
    ProposalAdmitted: (
        "proposal",
        "proposal_id",
        lambda _, e, _at: {"name": e.title, "case_number": e.case_number, "settled": True},
    ),
    ArchivedProposalRecorded: (
        "proposal",
        "proposal_id",
        lambda _, e, _at: {"name": e.title, "case_number": e.case_number, "settled": True},
    ),
    AssignmentReassigned: ("proposal", "proposal_id", _ended),
    AssignmentCancelled: ("proposal", "proposal_id", _ended),
    AssignmentIssued: ("proposal", "proposal_id", _assigned),
    SupervisorAppointed: (
        "proposal",
        "proposal_id",
        lambda k, e, at: {"supervisors": _supervised(k, e.supervisor, at)},
    ),
    KeyProposalDesignated: (
        "proposal",
        "proposal_id",
        lambda k, e, at: {"supervisors": _supervised(k, e.leader, at), "supervision_class": "key"},
    ),
    KeyDesignationRevoked: (
        "proposal",
        "proposal_id",
        lambda k, e, at: {"supervisors": _supervised(k, e.supervisor, at), "supervision_class": None},
    ),
    TrackingDesignated: ("proposal", "proposal_id", lambda _, _e, _at: {"supervision_class": "tracked"}),
    TopicBooked: (
        "booking",
        "booking_id",
        lambda _, e, _at: {"name": e.title, "holder": e.member_id, "body_id": e.body_id},
    ),
    TopicProposed: ("suggestion", "suggestion_id", _suggested),
    ServiceIssueRaised: ("issue", "issue_id", lambda _, e, _at: {"holder": e.raised_by}),
    MemberEnrolled: ("member", "member_id", lambda _, e, _at: {"name": e.name}),
    BodyEnrolled: ("body", "body_id", lambda _, e, _at: {"name": e.name, "officers": e.officers}),
    BodyRetired: ("body", "body_id", lambda _, _e, _at: {"officers": ()}),
    UnitEnrolled: ("unit", "unit_id", lambda _, e, _at: {"name": e.name}),
}
"""Event → the thing that it tells of, the field that names it, and what it says."""


def learn(known: Known, event: Event, at: datetime) -> Known:
    """What is known after ``event``, which is of the moment ``at``; told again it changes nothing."""
    _, _, fold = LEARNED[type(event)]
    return known.model_copy(update=dict(fold(known, event, at)))


def thing_of(event: Event) -> tuple[Thing, str] | None:
    """What ``event`` tells of, None when it tells nothing that is kept."""
    found = LEARNED.get(type(event))
    return None if found is None else (found[0], getattr(event, found[1]))
