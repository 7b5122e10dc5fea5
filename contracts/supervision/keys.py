"""Key proposals: nominated, scored, recommended, decided, and allocated to leaders."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.base import Event, Line, Record, Ref, Text
from contracts.supervision.base import SupervisionEvent


class KeyProposalDesignated(SupervisionEvent):
    key_number: int | None
    """1–3 for the principals' own; a series apart from case numbers, which never move."""
    leader: Line
    """Who supervises it from now on; until the rest is allocated to leaders, that is who did before."""


class KeyDesignationRevoked(SupervisionEvent):
    """A later decision left it off the list, or gave it another number: a designation that follows says which."""

    reason: Text
    supervisor: Line
    """Who watches it again, as one of the general proposals."""


class KeyProposalNominated(SupervisionEvent):
    session_id: Ref
    nominated_by: Line
    """A committee, or a leader."""
    reason: Text


class KeyNominationWithdrawn(SupervisionEvent):
    session_id: Ref
    nominated_by: Line
    reason: Text


class KeyProposalScored(SupervisionEvent):
    """One scorer's sheet; a later one of the same scorer takes its place."""

    session_id: Ref
    scorer: Line
    """The login."""
    scorer_name: Line
    points: dict[str, int]
    """Criterion → points, as the policy's version names and bounds them."""
    total: float
    """0 to 100, by the criteria's weights."""
    policy_version: int


KeyNumber = Annotated[int, Field(ge=1, le=3)]


class KeyListed(Record):
    """A line of a list of key proposals; ``key_number`` is one of the principals'."""

    proposal_id: Ref
    key_number: KeyNumber | None = None


class KeyDifference(Record):
    """What a decision took up that was not on the list before it, or dropped that was, and why."""

    proposal_id: Ref
    change: Literal["taken_up", "dropped"]
    why: Text


class KeyShare(Record):
    """How many were admitted when a list was made, and the bounds of the policy, as shares of them."""

    admitted: int
    at_least: float
    at_most: float
    reason: Text | None = None
    """Why the list goes beyond them."""
    policy_version: int


class KeySelectionEvent(Event):
    """Events of a session's key selection: they belong to no single proposal."""

    SOURCE: ClassVar[str] = "supervision"
    selection_id: Ref
    session_id: Ref


class KeyProposalsRecommended(KeySelectionEvent):
    """The proposal committee's list, in its order; a later one takes its place."""

    items: tuple[KeyListed, ...]
    share: KeyShare
    recommended_by: Line


class KeyProposalsDecided(KeySelectionEvent):
    """The chair's meeting: all key proposals of the session. A later decision names the one that it corrects."""

    decision: int
    decided_on: date
    document_number: Line
    items: tuple[KeyListed, ...]
    differences: tuple[KeyDifference, ...]
    share: KeyShare
    corrects: int | None
    correction: Text | None
    """Why the earlier decision is corrected."""
    decided_by: Line


class AllocatedLine(Record):
    """One key proposal and the leader who is to supervise it."""

    proposal_id: Ref
    leader: Line
    matched: tuple[Line, ...]
    """What of the proposal is in the leader's charge: ``topic:GROUP``, ``unit:ID``."""
    load_before: int
    """Key proposals of the session that the leader has without those of this allocation."""
    load_after: int
    """And with all of them."""
    why: Text
    """The same in words, with the best other choice."""
    edited: bool = False
    """Put there by a person."""


class RelaxedBound(Record):
    """A leader who gets fewer key proposals than the policy wants, since there are no more."""

    leader: Line
    at_least: int
    load: int


class AllocationEvent(Event):
    """Events of the allocation of a session's key proposals to leaders: they belong to no single proposal."""

    SOURCE: ClassVar[str] = "supervision"
    allocation_id: Ref
    session_id: Ref


class AllocationProposed(AllocationEvent):
    """What the solver proposes for the key proposals that no leader has; it takes the place of the one before."""

    lines: tuple[AllocatedLine, ...]
    relaxed: tuple[RelaxedBound, ...]
    policy_version: int
    """Of the leaders and their bounds."""
    proposed_by: Line
    """Who had it proposed."""


class AllocationEdited(AllocationEvent):
    """A person chose another leader for the line's proposal; the other lines' loads follow."""

    line: AllocatedLine
    reason: Text
    edited_by: Line


class AllocationConfirmed(AllocationEvent):
    lines: tuple[AllocatedLine, ...]
    confirmed_by: Line
