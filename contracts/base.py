"""What every published event is made of.

An event is a frozen value; its wire name is ``cppcc.<ClassName>.v<N>``. Adding an optional field keeps N;
any other change is N+1 with an upcaster, because consumers read histories that are years old.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

County = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""行政区划代码: six digits; NNNN00 is the city's own conference."""

Ref = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""An opaque identifier."""


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("the character NUL cannot be stored")
    return text


STORABLE = AfterValidator(_storable)
"""PostgreSQL takes no NUL. An event carries it as an escape, and is poison in every service that keeps the text."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), STORABLE]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), STORABLE]

Ordinal = Annotated[int, Field(ge=1, le=999)]
"""Of a term of office and of a session in it, where somebody says it: what is wider no store keeps, so that one service
would accept what is poison in another. An event is read with whatever it has."""


class Record(BaseModel):
    """A frozen value that refuses unknown fields: used inside events and for the folded state of aggregates."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(BaseModel):
    """Base of every published event.

    Unknown fields are ignored on reading, so that a publisher may add an optional field before its consumers know it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    VERSION: ClassVar[int] = 1
    SOURCE: ClassVar[str] = ""
    """The publishing service; set by each module's own base class."""
    CROSSES_TO: ClassVar[str | None] = None
    """The field that names another county of the deployment in which the event is applied, too; None for all others."""

    @classmethod
    def wire_name(cls) -> str:
        return f"cppcc.{cls.__name__}.v{cls.VERSION}"

    def of_proposal(self) -> str | None:
        """The proposal that it is an event of, whose id is then its key on the bus; None: its aggregate's id is."""
        return getattr(self, "proposal_id", None)


class UnitAct(Event):
    """What a unit does itself, in the name that ``unit_id`` says."""

    acting_unit: Ref | None = None
    """The unit whose login it was, where that one has taken over from ``unit_id``; None: its own."""

    def by(self, unit_id: str | None, former_unit_ids: Collection[str]) -> Self:
        """As done by a login of ``unit_id`` that acts for ``former_unit_ids``, too."""
        for_another = getattr(self, "unit_id", None) in former_unit_ids
        return self.model_copy(update={"acting_unit": unit_id}) if for_another else self


Channel = Literal["plenary", "between_sessions"]
ProposalKind = Literal["individual", "joint", "collective"]
UnitRole = Literal["sole", "lead", "helper", "split"]
AnswerClass = Literal["solved", "planned", "reference", "infeasible"]
Adoption = Literal["adopted", "partly", "planned", "not_adopted"]
Rating = Literal["satisfied", "mostly_satisfied", "dissatisfied"]
Phase = Literal["before", "during", "after"]
Form = Literal["face_to_face", "site_visit", "meeting", "video", "phone", "written"]
SupervisionClass = Literal["key", "general", "tracked"]
OutcomeKind = Literal["decision", "development", "duty", "consensus"]


class DomainRefusal(Exception):
    """A rule of the procedure says no. ``rule`` is its stable name; the chassis answers 409 with it.

    ``places`` are (pointer into what was sent, what is wrong there), where there is more than one thing to mend; a
    third says the rule's name, where they break different ones.
    """

    def __init__(self, rule: str, detail: str, places: Sequence[tuple[str, str] | tuple[str, str, str]] = ()) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail
        self.places = tuple(places)
