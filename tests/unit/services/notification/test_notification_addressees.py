"""No event is forgotten, every notice can be worded, and its link leads somewhere its reader may go."""

import re
import typing
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from contracts.base import Event
from contracts.evaluation import AwardGranted, ServiceIssueResolved
from ops import export, registry
from services.notification import rules
from services.notification.addressees import SILENT, TABLE, Told
from services.notification.desk import Desk
from services.notification.known.domain import Known, Supervised, Thing
from services.notification.notice.commands import notices_for
from services.notification.notice.domain import Kind
from services.notification.rules import DERIVED
from services.notification.wording import POLICY, facts_of, render
from tests.support.golden import golden, published

LINES = [(event, told) for event, lines in TABLE.items() for told in lines]
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
READER = {
    "proposers": "member", "own_proposers": "member", "first_proposer": "member", "member": "member",
    "members": "member", "tried_member": "member", "awaited_members": "member",
    "booking_holder": "member", "who_raised_it": "member",
    "winner": "member", "suggester": "member", "offered_to": "member", "unit": "unit",
    "successor": "unit", "former_unit": "unit", "units": "unit", "units_or_later": "unit", "invited_units": "unit",
    "helping_units": "unit", "lead_unit": "unit", "asked_units": "unit", "asked_unit": "unit",
    "supervisor": "supervisor", "new_supervisor": "supervisor", "leader": "supervisor", "clerk": "clerk",
    "assigning_office": "assigning_office", "assessor": "assessor", "chair": "chair", "who_entered_it": "clerk",
    "awaited_reviewers": "reviewer", "review_lead": "reviewer", "overseers": "clerk",
    "readers": "assessor", "taker": "assessor",
}  # fmt: skip
"""Rule → the role in which its addressees sign in."""


def ident(value: object) -> str:
    return value.line if isinstance(value, Told) else getattr(value, "__name__", str(value))


class Filled(Desk):
    """Knows everything of everybody."""

    async def find(self, thing: Thing, id: str) -> Known:
        assignment = getattr(self.event, "assignment_id", "id-1")
        return Known(
            name=f"示例{thing}", first_proposer="M1", cosigners=("M2",), case_number=7, settled=True,
            supervisors=(Supervised(since=AT, name="示例委员会"),), units={assignment: "U1"},
            holder="M1", suggester="member:M1",
        )  # fmt: skip


async def notice(event: Event, told: Told) -> Any:
    found = await notices_for(Filled(None, event, AT), told, "e1", AT)  # pyright: ignore[reportArgumentType]
    assert found
    return found[0]


def test_every_published_event_tells_somebody_or_is_listed_as_silent() -> None:
    assert published() - TABLE.keys() - SILENT.keys() == set(), "say in addressees/ who is told, or why nobody is"
    assert TABLE.keys() & SILENT.keys() == set()
    assert (TABLE.keys() | SILENT.keys()) - published() == set()
    assert all(TABLE.values())


def test_every_kind_is_told_and_worded() -> None:
    kinds = set(get_args(Kind))
    assert {told.kind for _, told in LINES} == kinds
    assert set(POLICY.default().notices) == kinds


@pytest.mark.parametrize("event", TABLE, ids=ident)
def test_the_lines_of_an_event_can_be_told_apart(event: type[Event]) -> None:
    lines = [told.line for told in TABLE[event]]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize(("event", "told"), LINES, ids=ident)
def test_a_line_names_only_what_there_is(event: type[Event], told: Told) -> None:
    fields = set(event.model_fields)
    assert set(told.facts) <= fields | DERIVED.keys()
    assert told.due is None or told.due in fields
    assert set(re.findall(r"{(\w+)}", told.link)) <= fields
    assert told.urgency != "know" or told.due is None or told.kind in ("call_published", "consultation_scheduled")


@pytest.mark.parametrize(("event", "told"), LINES, ids=ident)
def test_a_link_leads_where_its_reader_may_go(event: type[Event], told: Told) -> None:
    shape = re.sub(r"{\w+}", "{}", told.link.partition("?")[0])
    found = [
        allowed
        for name in registry.NAMES
        for method, path, allowed in export.guarded(registry.service(name))
        if method == "GET" and re.sub(r"{\w+}", "{}", path) == shape
    ]
    assert len(found) == 1, told.link
    assert not found[0] or READER[told.to.__name__] in found[0]


@pytest.mark.parametrize(("event", "told"), LINES, ids=ident)
async def test_every_template_renders_with_a_golden_event(event: type[Event], told: Told) -> None:
    made = await notice(golden(event), told)
    assert re.fullmatch(r"(member|person|body|unit|role|supervisor):.+", made.addressee)
    assert "{" not in made.link
    assert bool(made.due) == bool(told.due)
    assert facts_of(told.kind) - {"proposal", "case_number"} <= set(made.facts)
    for language in ("zh", "en"):
        for words in render(POLICY.default(), told.kind, made.facts, language):
            assert words
            assert not set("{}[]…") & set(words), words
            if language == "zh":
                assert re.search(r"[\u4e00-\u9fff]", words)
            # A value that has a term must not come through as the code calls it.
            assert not re.search(r"\b[a-z]+_[a-z_]+\b", words), words


def literals(event: type[Event], field: str) -> tuple[str, ...]:
    hint = typing.get_type_hints(event)[field]
    plain = next((one for one in (hint, *get_args(hint)) if typing.get_origin(one) is typing.Literal), None)
    return get_args(plain) if plain is not None else ()


def test_every_value_of_a_closed_list_is_called_something() -> None:
    terms = POLICY.default().terms
    wanted = {
        (fact, value)
        for event, told in LINES
        for fact in told.facts
        if fact in event.model_fields
        for value in literals(event, fact)
    }
    wanted |= {("supervision_class", value) for value in ("key", "tracked", "general")}
    assert len(wanted) > 20
    assert {(fact, value) for fact, values in terms.items() for value in values} == wanted


@pytest.mark.parametrize(("event", "told"), [(e, t) for e, t in LINES if "announce" in e.model_fields], ids=ident)
def test_a_tier_that_is_not_announced_tells_nobody(event: type[Event], told: Told) -> None:
    assert told.when(golden(event).model_copy(update={"announce": True}))
    assert not told.when(golden(event).model_copy(update={"announce": False}))


def test_every_rule_has_a_reader() -> None:
    used = {told.to.__name__ for _, told in LINES}
    assert used == READER.keys()
    assert all(
        callable(getattr(rules, name, None)) for name in used - {"clerk", "assigning_office", "assessor", "chair"}
    )


async def test_no_facts_hold_a_contact_or_a_whole_text() -> None:
    for event, told in LINES:
        made = await notice(golden(event), told)
        assert not {"contact", "content", "evidence", "minutes", "participants"} & set(made.facts)
        assert all(isinstance(value, str | int | None) for value in made.facts.values()), told.line


async def test_an_advanced_unit_is_told_of_its_award_itself() -> None:
    told = TABLE[AwardGranted][0]
    granted = golden(AwardGranted).model_copy(update={"kind": "advanced_unit", "subject_id": "U9"})
    made = await notice(granted, told)
    assert (made.addressee, made.proposal_id, "proposal" in made.facts) == ("unit:U9", None, False)
    assert "提案《" not in render(POLICY.default(), made.kind, made.facts, "zh")[1]


class Unnamed(Filled):
    async def find(self, thing: Thing, id: str) -> Known:
        return Known(holder="unnamed:id-1")


async def test_who_gave_no_name_is_told_nothing_and_looks_it_up() -> None:
    (told,) = TABLE[ServiceIssueResolved]
    unnamed = Unnamed(None, golden(ServiceIssueResolved), AT)  # pyright: ignore[reportArgumentType]
    assert await notices_for(unnamed, told, "e1", AT) == []
