"""The published events stay what consumers have stored: golden JSON per event, and only additive change."""

import inspect
import json
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from contracts import consultation, conversion, evaluation, notification, policy, submission, supervision
from contracts.base import County, Event
from contracts.envelope import Envelope, MalformedEvent, parse_data

M = typing.TypeVar("M", bound=BaseModel)
GOLDEN = Path(__file__).parent / "golden"
MODULES = (submission, consultation, supervision, evaluation, conversion, notification, policy)


def events() -> list[type[Event]]:
    found = {
        value
        for module in MODULES
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Event)
        and f"{value.__module__}.".startswith(f"{module.__name__}.")
    }
    return sorted((e for e in found if not e.__subclasses__()), key=lambda e: e.__name__)


def example(annotation: Any) -> Any:
    """A deterministic value of that type: every field filled, so that a renamed or removed one shows."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        if annotation is County:
            return "330102"
        refs = [m for m in arguments[1:] if getattr(m, "pattern", None)]
        return "id-1" if refs else example(arguments[0])
    if origin is typing.Literal:
        return arguments[0]
    if origin in (typing.Union, types.UnionType):
        return example(next(a for a in arguments if a is not type(None)))
    if origin is tuple:
        return (example(arguments[0]),)
    if origin is dict:
        return {"key": example(arguments[1])}
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return filled(annotation)
    values: dict[Any, Any] = {
        str: "值-1",
        int: 1,
        float: 1.5,
        Decimal: Decimal("1.5"),
        bool: True,
        date: date(2026, 3, 2),
        datetime: datetime(2026, 3, 2, 1, tzinfo=UTC),
    }
    return values[annotation]


def filled(model: type[M]) -> M:
    hints = typing.get_type_hints(model, include_extras=True)
    return model.model_validate({name: example(hints[name]) for name in model.model_fields})


@pytest.mark.parametrize("event", events(), ids=lambda e: e.__name__)
def test_golden(event: type[Event]) -> None:
    """A stored event of this version still parses, and what is written today is what was written then."""
    path = GOLDEN / event.SOURCE / f"{event.wire_name()}.json"
    assert path.exists(), f"no golden file: python -m tests.contract.test_events writes {path.name}"
    golden = path.read_text("utf-8")
    parsed = event.model_validate_json(golden)
    required = {name for name, field in event.model_fields.items() if field.is_required()}
    assert required <= set(json.loads(golden)), "a new required field breaks stored events: raise VERSION instead"
    assert holds(json.loads(golden), json.loads(parsed.model_dump_json())), (
        "a field was removed or renamed: raise VERSION and upcast instead"
    )


def holds(before: Any, now: Any) -> bool:
    """Whether all that was written then is written now, with whatever optional fields came since, also of records
    within records."""
    if isinstance(before, dict) and isinstance(now, dict):
        return all(name in now and holds(value, now[name]) for name, value in before.items())
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(holds, before, now))
    return before == now


def test_a_field_that_went_or_changed_is_found_however_deep() -> None:
    before = {"a": [{"b": 1}], "c": None}
    assert holds(before, {"a": [{"b": 1, "new": None}], "c": None, "more": 2})
    assert not holds(before, {"a": [{"renamed": 1}], "c": None})
    assert not holds(before, {"a": [{"b": 2}], "c": None})
    assert not holds(before, {"a": [], "c": None})


def test_no_golden_file_is_orphaned() -> None:
    known = {f"{e.wire_name()}.json" for e in events()}
    assert {p.name for p in GOLDEN.rglob("*.json")} == known


def test_an_unknown_field_is_ignored_and_a_missing_one_is_malformed() -> None:
    known = parse_data(submission.CallClosed, b'{"call_id": "c1", "later": 1}')
    assert known.call_id == "c1"
    with pytest.raises(MalformedEvent):
        parse_data(submission.CallClosed, b"{}")


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_county", "ce_aggregateversion", "ce_hash", "ce_prevhash"])
def test_a_missing_attribute_is_named(name: str) -> None:
    envelope = Envelope(
        "e1", "submission", "cppcc.CallClosed.v1", "330102", "c1", 1, "h", "p", datetime(2026, 3, 2, tzinfo=UTC),
        "k", None, None, b"{}",
    )  # fmt: skip
    headers = {key: value.decode() for key, value in envelope.headers("330100")}
    assert Envelope.parse(headers, b"{}") == envelope
    del headers[name]
    with pytest.raises(MalformedEvent, match=name):
        Envelope.parse(headers, b"{}")


def write() -> None:
    """Writes the golden file of each event that has none; an existing one is never touched."""
    for event in events():
        path = GOLDEN / event.SOURCE / f"{event.wire_name()}.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(filled(event).model_dump_json(indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    write()
