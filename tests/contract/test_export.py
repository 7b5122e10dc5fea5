"""What is published about the platform is what the code does: no stale file, valid documents, schemas that hold."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contracts.base import Event
from contracts.envelope import Envelope
from ops import asyncapi, export, registry
from tests.support.packages import asyncapi_schema

GOLDEN = Path(__file__).parent / "golden"
DOCS = registry.ROOT / "docs"
PUBLISHED = list(dict.fromkeys(event for name in registry.NAMES for event in asyncapi.events(name)))


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_nothing_is_stale() -> None:
    assert export.stale(registry.ROOT) == [], "run: proposals docs export"


def test_a_changed_a_missing_and_an_orphaned_file_are_stale(tmp_path: Path) -> None:
    for name in registry.NAMES:
        path = tmp_path / "services" / name / "README.md"
        path.parent.mkdir(parents=True)
        path.write_text("# a service\n\n<!-- states -->\nold\n<!-- /states -->\n", "utf-8")
    export.write(tmp_path)
    assert export.stale(tmp_path) == []
    readme = (tmp_path / "services" / "submission" / "README.md").read_text("utf-8")
    assert readme.startswith("# a service\n\n<!-- states -->\n| aggregate |")
    assert re.search(r"^\| proposal \| [^|]*withdraw[^|]* \| filed, returned, admitted \|$", readme, re.MULTILINE)
    (tmp_path / "docs" / "access.md").write_text("changed", "utf-8")
    (tmp_path / "docs" / "asyncapi.json").unlink()
    (tmp_path / "docs" / "schemas" / "cppcc.Gone.v1.json").write_text("{}", "utf-8")
    assert export.stale(tmp_path) == ["docs/access.md", "docs/asyncapi.json", "docs/schemas/cppcc.Gone.v1.json"]
    export.write(tmp_path)
    assert export.stale(tmp_path) == []


def test_every_readme_has_a_place_for_its_states() -> None:
    for name in registry.NAMES:
        text = (registry.ROOT / "services" / name / "README.md").read_text("utf-8")
        assert len(export.STATES.findall(text)) == 1, name


def test_asyncapi_is_valid() -> None:
    jsonschema.Draft7Validator(load(asyncapi_schema())).validate(load(DOCS / "asyncapi.json"))


def test_asyncapi_points_only_at_what_it_holds() -> None:
    document = load(DOCS / "asyncapi.json")
    references: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            references.extend(text for name, text in value.items() if name == "$ref")
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(document)
    assert references
    for reference in set(references):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_every_subscription_is_to_something_published() -> None:
    document = load(DOCS / "asyncapi.json")
    sent = {m["$ref"] for o in document["operations"].values() if o["action"] == "send" for m in o["messages"]}
    received = {m["$ref"] for o in document["operations"].values() if o["action"] == "receive" for m in o["messages"]}
    assert received
    assert received <= sent


def test_the_headers_are_those_that_are_written() -> None:
    envelope = Envelope(
        "e1", "submission", "cppcc.CallClosed.v1", "330102", "c1", 1, "h", "p", datetime(2026, 3, 2, tzinfo=UTC),
        "k", "cause", "00-trace", b"{}", "clerk", "calls",
    )  # fmt: skip
    written = {name: value.decode() for name, value in envelope.headers("330100")}
    headers = load(DOCS / "asyncapi.json")["components"]["schemas"]["CloudEventHeaders"]
    assert list(headers["properties"]) == list(written)
    jsonschema.Draft202012Validator(headers).validate(written)
    for name in asyncapi.OPTIONAL:
        del written[name]
    jsonschema.Draft202012Validator(headers).validate(written)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(headers).validate(written | {"ce_specversion": "2.0"})


@pytest.mark.parametrize("event", PUBLISHED, ids=lambda event: event.__name__)
def test_a_golden_event_satisfies_the_published_schema(event: type[Event]) -> None:
    schema = load(DOCS / "schemas" / f"{event.wire_name()}.json")
    validator = jsonschema.Draft202012Validator(schema)
    golden = load(GOLDEN / event.SOURCE / f"{event.wire_name()}.json")
    validator.validate(golden)
    for name in schema.get("required", []):
        assert not validator.is_valid({key: value for key, value in golden.items() if key != name})


@pytest.mark.parametrize("name", registry.NAMES)
def test_openapi_names_every_route_and_its_callers(name: str) -> None:
    document = load(DOCS / "openapi" / f"{name}.json")
    described = {
        (method.upper(), f"/{name}{path}"): frozenset(operation["x-roles"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    declared = {(method, path): roles for method, path, roles in export.guarded(registry.service(name))}
    assert described == declared
    assert declared
