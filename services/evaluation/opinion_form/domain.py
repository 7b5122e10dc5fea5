"""An opinion form: open until a clerk closes it or its last day is over. It takes opinions of the service, or,
where it is about a proposal, its beneficiaries' ratings."""

from datetime import date
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import OpinionFormClosed, OpinionFormOpened

State = Literal["open", "closed"]
Asks = Literal["opinion", "rating"]

TRANSITIONS: dict[str, frozenset[State]] = {"close": frozenset({"open"}), "write": frozenset({"open"})}

EVENTS: tuple[type[Event], ...] = (OpinionFormOpened, OpinionFormClosed)


class OpinionForm(Record):
    title: str
    note: str | None
    closes_on: date | None
    opened_by: str
    about: str | None = Field(default=None, exclude_if=lambda about: about is None)
    state: State = "open"
    closed_by: str | None = None

    @property
    def asks(self) -> Asks:
        return "opinion" if self.about is None else "rating"

    def takes(self, today: date) -> bool:
        return self.state == "open" and (self.closes_on is None or today <= self.closes_on)


def apply(state: OpinionForm | None, event: Event) -> OpinionForm:
    match event:
        case OpinionFormOpened():
            if state is not None:
                raise ValueError("a form is opened once")
            return OpinionForm(**event.model_dump(exclude={"form_id"}))
        case OpinionFormClosed():
            if state is None:
                raise ValueError("a form is opened before it is closed")
            return state.model_copy(update={"state": "closed", "closed_by": event.closed_by})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an opinion form")


def check_about(review: str | None, *, answered: bool) -> None:
    """Of the proposal that it is about: what was decided last on it, and whether a unit has replied."""
    if review != "admitted":
        raise DomainRefusal("not-admitted", "Only an admitted proposal has beneficiaries to ask.")
    if not answered:
        raise DomainRefusal("not-answered", "There is no result to ask about before a unit has replied.")


def open_form(event: OpinionFormOpened, *, today: date) -> list[Event]:
    if event.closes_on is not None and event.closes_on < today:
        raise DomainRefusal("closes-on", "The last day must not be past.")
    return [event]


def close(state: OpinionForm, form_id: str, *, by: str) -> list[Event]:
    if state.state not in TRANSITIONS["close"]:
        raise DomainRefusal("form-closed", "The form is closed already.")
    return [OpinionFormClosed(form_id=form_id, closed_by=by)]


def check_takes(state: OpinionForm, *, today: date) -> None:
    if not state.takes(today):
        raise DomainRefusal("form-closed", "The form takes no opinions any more.")


def check_takes_opinions(state: OpinionForm) -> None:
    if state.about is not None:
        raise DomainRefusal("form-asks", "This form is about a proposal: it asks for a rating.")


def rated_proposal(state: OpinionForm) -> str:
    if state.about is None:
        raise DomainRefusal("form-asks", "This form takes opinions of the service, and is about no proposal.")
    return state.about
