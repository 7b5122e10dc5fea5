"""The contract with the supervision system: what it lets in, what it lets out, and that its papers are true."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import external
from contracts.base import Text
from contracts.external.base import HIDDEN, Message, without_contacts
from contracts.external.outbound import RejectionRule
from ops import externalapi, registry
from tests.support.packages import asyncapi_schema

MODELS = [*external.SENT, *external.RECEIVED]
EXAMPLES = registry.ROOT / externalapi.EXAMPLES
DOCUMENT = json.loads((registry.ROOT / "docs" / "integration" / "asyncapi.json").read_text("utf-8"))
NAMED = frozenset(("member", "proposer", "phone", "mobile", "contact", "email", "address", "name", "text"))


def fields(model: type[Message]) -> Iterator[tuple[str, Any, list[Any]]]:
    """Each as (name, type without None and tuples, all that constrains it)."""
    for name, field in model.model_fields.items():
        yield from _innermost(name, field.annotation, list(field.metadata))


def _innermost(name: str, kind: Any, metadata: list[Any]) -> Iterator[tuple[str, Any, list[Any]]]:
    if hasattr(kind, "__metadata__"):
        yield from _innermost(name, get_args(kind)[0], [*metadata, *kind.__metadata__])
    elif get_args(kind) and all(isinstance(one, str) for one in get_args(kind)):
        yield name, "choice", metadata
    elif get_args(kind):
        for one in get_args(kind):
            if one not in (NoneType, Ellipsis):
                yield from _innermost(name, one, metadata)
    else:
        yield name, kind, metadata


@pytest.mark.parametrize("model", external.SENT, ids=lambda model: model.__name__)
def test_no_text_leaves_that_may_hold_a_persons_number_or_name(model: type[Message]) -> None:
    for name, kind, metadata in fields(model):
        assert kind in ("choice", str, int, bool, date, datetime), f"{name}: {kind}"
        assert not any(part in NAMED for part in name.split("_")) or name == "unit_names", name
        if kind is str:
            hidden = any(getattr(one, "func", None) is without_contacts for one in metadata)
            bound = any(getattr(one, "pattern", None) for one in metadata)
            assert hidden or bound, f"{name} is free text"


def test_free_text_would_be_found() -> None:
    class Careless(Message):
        remark: Text

    with pytest.raises(AssertionError, match="free text"):
        test_no_text_leaves_that_may_hold_a_persons_number_or_name(Careless)


@pytest.mark.parametrize(
    "said",
    [
        "13800000000", "138 0000 0000", "+86-13800000000", "0571-88880000", "(0571)88880000", "电话：88880000",
        "someone@example.cn", "微信号：abc_12345", "QQ：1234567", "33010219800101123X",
        "１３８００００００００", "0571－88880000", "0571—88880000", "ＱＱ：１２３４５６７",
    ],
)  # fmt: skip
def test_a_number_or_address_is_hidden(said: str) -> None:
    shown = without_contacts(f"关于示例（{said}）的提案")
    assert said not in shown
    assert HIDDEN in shown
    assert shown.endswith("的提案")


@pytest.mark.parametrize("said", ["示例督考〔2026〕12号", "关于2026年第15届提案", "330102", "第1380号", "2026-03-02"])
def test_what_is_of_the_record_stays(said: str) -> None:
    assert without_contacts(said) == said


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_message_has_an_example_that_is_what_is_sent(model: type[Message]) -> None:
    whole = externalapi.example(model, registry.ROOT)
    event = external.parse(json.dumps(whole).encode())
    assert event.type == model.wire_name()
    said = model.model_validate_json(event.encode_data())
    assert said.model_dump(mode="json") == whole["data"], "an example says every field, and as it is sent"
    assert json.loads(event.encode()) == whole
    assert "\\u" not in event.encode().decode()
    components = DOCUMENT["components"]
    schema = components["messages"][model.__name__]["payload"] | {"components": components}
    jsonschema.Draft202012Validator(schema).validate(whole)


def test_no_example_is_of_nothing() -> None:
    assert {path.stem for path in EXAMPLES.iterdir()} == {model.wire_name() for model in MODELS}


def test_the_published_document_is_valid_and_has_every_message() -> None:
    jsonschema.Draft7Validator(json.loads(Path(asyncapi_schema()).read_text("utf-8"))).validate(DOCUMENT)
    assert set(DOCUMENT["components"]["messages"]) == {model.__name__ for model in MODELS}


@given(st.one_of(st.binary(), st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
    lambda said: json.dumps(said).encode())))  # fmt: skip
def test_whatever_comes_is_malformed_or_refused_and_never_an_error_of_another_kind(value: bytes) -> None:
    with pytest.raises((external.Malformed, external.Refused)):
        external.parse(value)


ORDERLY = externalapi.example(external.DirectiveGiven, registry.ROOT)
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.just("\0"),
    st.just("9999-12-31T23:59:59-12:00"),
    st.dictionaries(st.text(), st.text()),
)  # fmt: skip


@given(st.sampled_from(sorted(ORDERLY)), ODD)
def test_an_odd_attribute_is_told_or_taken(name: str, odd: Any) -> None:
    value = json.dumps(ORDERLY | {name: odd}).encode()
    refused: external.Refused | None = None
    try:
        event = external.parse(value)
    except external.Refused as raised:
        refused = raised
    except external.Malformed:
        assert name in ("id", "source")
        return
    else:
        assert external.parse(event.encode()) == event
    if refused is not None:
        assert refused.errors
        assert all("\0" not in one and len(one) <= 200 for one in refused.errors)
        known = {"source": refused.source, "id": refused.id, "received_at": datetime.now(UTC)}
        assert external.Rejected(**known, rule="invalid", detail=refused.errors).detail


@pytest.mark.parametrize(
    "value",
    [b"", b"\xff", b"[]", b'{"id":"1","id":"1","source":"/a"}', b'{"id":"1","source":"/a","time":NaN}',
     b'{"id":"1","source":"/a","x":"\\ud800"}', b'{"id":"1","source":"/a","x":1e999}', b"[" * 100_000,
     b'{"id":"1 1","source":"/a"}'],
)  # fmt: skip
def test_what_cannot_be_answered_is_malformed(value: bytes) -> None:
    with pytest.raises(external.Malformed):
        external.parse(value)


def test_the_layout_of_the_json_makes_no_other_message() -> None:
    one = external.parse(json.dumps(ORDERLY).encode())
    other = external.parse(json.dumps(dict(reversed(ORDERLY.items())), indent=3, ensure_ascii=False).encode())
    assert one.content_hash() == other.content_hash()
    changed = external.parse(json.dumps(ORDERLY | {"sequence": "2"}).encode())
    assert changed.content_hash() != one.content_hash()


def test_every_rule_of_a_rejection_is_explained() -> None:
    text = (registry.ROOT / "docs" / "integration" / "README.md").read_text("utf-8")
    assert [rule for rule in get_args(RejectionRule) if f"`{rule}`" not in text] == []
