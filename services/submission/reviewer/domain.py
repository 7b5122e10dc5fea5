"""A reviewer signs in with one login; nothing of a retired one is removed."""

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import ReviewerEnrolled, ReviewerRetired

EVENTS = (ReviewerEnrolled, ReviewerRetired)


class Reviewer(Record):
    id: Ref
    login: Ref
    member_id: Ref | None
    name: Line
    topics: tuple[Line, ...]
    sectors: tuple[Line, ...]
    active: bool

    @property
    def person(self) -> str:
        """As notices name them: a login that is bound to a member reads that member's."""
        return self.member_id or self.login


def apply(state: Reviewer | None, event: Event) -> Reviewer:
    match event:
        case ReviewerEnrolled():
            return Reviewer(
                id=event.reviewer_id,
                login=event.login,
                member_id=event.member_id,
                name=event.name,
                topics=event.topics,
                sectors=event.sectors,
                active=True,
            )
        case ReviewerRetired() if state is not None:
            return state.model_copy(update={"active": False})
        case _:
            raise ValueError(event)


def enrol(state: Reviewer | None, enrolled: ReviewerEnrolled) -> list[Event]:
    """A new one, or one who comes back."""
    if state is not None and state.active:
        raise DomainRefusal("enrolled-already", f"Reviewer {state.id} is enrolled already.")
    return [enrolled]


def correct(state: Reviewer, enrolled: ReviewerEnrolled) -> list[Event]:
    if not state.active:
        raise DomainRefusal("retired-already", f"Reviewer {state.id} is retired.")
    return [] if apply(state, enrolled) == state else [enrolled]


def retire(state: Reviewer, reason: str, groups: list[str]) -> list[Event]:
    """Not while a group counts on them: it would wait for an opinion that nobody gives."""
    if not state.active:
        raise DomainRefusal("retired-already", f"Reviewer {state.id} is retired already.")
    if groups:
        raise DomainRefusal("still-in-group", f"Reviewer {state.id} is in the groups {sorted(groups)}.")
    return [ReviewerRetired(reviewer_id=state.id, reason=reason)]
