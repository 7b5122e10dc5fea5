"""What a year selects to be talked over at one of the three levels."""

from collections.abc import Collection, Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.consultation import HandlingReported, Level, SelectedProposal, SelectionDecided, SelectionDrafted

State = Literal["drafted", "decided", "reported"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "draft": frozenset({"drafted"}),
    "decide": frozenset({"drafted"}),
    "report": frozenset({"decided"}),
}
"""Command → the states it may be given in."""

EVENTS: tuple[type[Event], ...] = (SelectionDrafted, SelectionDecided, HandlingReported)


class Selection(Record):
    """``points_open`` are those that were open when the year was reported on; they go on."""

    year: int
    level: Level
    state: State
    items: tuple[SelectedProposal, ...]
    decided_by: str | None = None
    report: str | None = None
    reported_by: str | None = None
    meetings_held: int | None = None
    points: int | None = None
    points_settled: int | None = None
    points_open: tuple[str, ...] = ()

    @property
    def proposals(self) -> frozenset[str]:
        return frozenset(item.proposal_id for item in self.items)


def id_of(year: int, level: Level) -> str:
    return f"{year}-{level}"


def apply(state: Selection | None, event: Event) -> Selection:
    match event:
        case SelectionDrafted():
            return Selection(year=event.year, level=event.level, state="drafted", items=event.items)
        case SelectionDecided() if state is not None:
            return state.model_copy(update={"state": "decided", "decided_by": event.decided_by})
        case HandlingReported() if state is not None:
            said = event.model_dump(exclude={"selection_id", "year", "level"})
            return state.model_copy(update={"state": "reported", **said})
        case _:
            raise ValueError(f"{event.wire_name()} before the selection was drafted, or no event of one")


def allow(command: str, state: Selection) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "selection-state", f"The selection is {state.state}; {command} is possible only while it is {allowed}."
        )


def draft(
    state: Selection | None, year: int, level: Level, items: Sequence[SelectedProposal], known: Collection[str]
) -> list[Event]:
    """``known`` are those of the proposals that are admitted and not withdrawn."""
    if state is not None:
        allow("draft", state)
    _check_items(level, items)
    unknown = sorted({item.proposal_id for item in items} - set(known))
    if unknown:
        raise DomainRefusal("not-admitted", f"Not known here as admitted, or withdrawn: {', '.join(unknown)}.")
    return [SelectionDrafted(selection_id=id_of(year, level), year=year, level=level, items=tuple(items))]


def _check_items(level: Level, items: Sequence[SelectedProposal]) -> None:
    proposals = [item.proposal_id for item in items]
    twice = sorted({one for one in proposals if proposals.count(one) > 1})
    if twice:
        raise DomainRefusal("selected-twice", f"Named more than once: {', '.join(twice)}.")
    if level == "proposal_committee" and any(item.grounds is None for item in items):
        raise DomainRefusal(
            "grounds", "The committee selects each proposal as key, dissatisfied or continuing: say why."
        )
    if level == "chair" and any(item.category is None for item in items):
        raise DomainRefusal("category", "The chair's meeting talks over categories of proposals: name each one's.")


def decide(state: Selection, *, decided_by: str, categories_at_most: int, policy_version: int) -> list[Event]:
    allow("decide", state)
    # The standing committee hears of the handling as a whole, and may single out nothing.
    if not state.items and state.level != "standing_committee":
        raise DomainRefusal("nothing-selected", "Nothing is selected yet.")
    categories = sorted({item.category for item in state.items if item.category is not None})
    if state.level == "chair" and len(categories) > categories_at_most:
        raise DomainRefusal(
            "categories", f"At most {categories_at_most} categories a year; selected are {', '.join(categories)}."
        )
    return [
        SelectionDecided(
            selection_id=id_of(state.year, state.level),
            year=state.year,
            level=state.level,
            items=state.items,
            decided_by=decided_by,
            policy_version=policy_version,
        )
    ]


def report(
    state: Selection,
    *,
    text: str,
    reported_by: str,
    convened: Sequence[str],
    held: int,
    points: int,
    settled: int,
    open_points: Sequence[str],
) -> list[Event]:
    """The year ends with what became of every point, those that are open by name; a meeting that is still to come
    would be in no report."""
    allow("report", state)
    if convened:
        raise DomainRefusal("meetings-to-come", f"Still convened, to be held or called off: {', '.join(convened)}.")
    if not held:
        raise DomainRefusal("no-meeting", "No meeting was held on this selection yet.")
    return [
        HandlingReported(
            selection_id=id_of(state.year, state.level),
            year=state.year,
            level=state.level,
            report=text,
            reported_by=reported_by,
            meetings_held=held,
            points=points,
            points_settled=settled,
            points_open=tuple(open_points),
        )
    ]
