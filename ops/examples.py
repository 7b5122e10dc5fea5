"""An example of every request and answer in the OpenAPI documents, made from their schemas and ``examples.yaml``.

A field's schema says what it may be, the table what it says: so an example cannot go stale while a field has a word,
and a new route has one as soon as its words are in the table.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FORMATS = {"date": "2026-03-10", "date-time": "2026-03-02T10:00:00+08:00", "uri": "urn:cppcc:problem:refused"}
KINDS: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True, "null": None}


class Unworded(Exception):
    """A text field that the table has no word for: ``Model.field``."""


@cache
def table() -> Mapping[str, Any]:
    """``words``: field, or ``Model.field`` where that says something else there → value. ``takes`` and ``answers``:
    method and path behind the one origin → the whole body, where its schema does not tell its fields or its fields
    cannot be chosen one by one."""
    return yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text("utf-8"))


def add(document: dict[str, Any], service: str) -> list[str]:
    """Puts the examples into the document; the answer says what has none, and what is to be done about it."""
    missing: list[str] = []
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            label = f"{method.upper()} /{service}{path}"
            bodies = operation.get("requestBody", {}).get("content", {})
            told = [operation["responses"][status] for status in ("200", "201") if status in operation["responses"]]
            # What goes on as a job answers so alone.
            told = told or [operation["responses"].get("202", {})]
            answers = [answer.get("content", {}) for answer in told]
            for what, content in (("takes", bodies), *(("answers", answer) for answer in answers)):
                for media in content.values():
                    given = table()[what].get(label)
                    if media["schema"].get("format") == "binary":
                        continue
                    try:
                        media["example"] = given or of(media["schema"], schemas, "", "")
                    except Unworded as error:
                        missing.append(f"{label} {what}: give `{error}` a word in ops/examples.yaml")
    return missing


def of(schema: Mapping[str, Any], schemas: Mapping[str, Any], model: str, name: str) -> Any:
    """An example of what ``schema`` describes, which stands in the field ``name`` of ``model``."""
    if "$ref" in schema:
        model = schema["$ref"].rsplit("/", 1)[-1]
        if "properties" not in schemas[model]:
            return of(schemas[model], schemas, "", name)
        # Two of one name in a service carry their modules: the table knows them by the name alone.
        return of(schemas[model], schemas, model.rsplit("__", 1)[-1], name)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return word if (word := _word(model, name)) in values else values[0]
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            kinds = [one for one in schema[union] if one.get("type") != "null"]
            return of(kinds[0], schemas, model, name)
    if "properties" in schema:
        return {field: of(one, schemas, model, field) for field, one in schema["properties"].items()}
    return _simple(schema, schemas, model, name)


def _simple(schema: Mapping[str, Any], schemas: Mapping[str, Any], model: str, name: str) -> Any:
    kind, word = schema.get("type"), _word(model, name)
    if kind == "array":
        if isinstance(word, list) and schema.get("items", {}).get("type") == "string":
            return word
        items = schema.get("prefixItems") or [schema.get("items", {})]
        return [of(one, schemas, model, name) for one in items]
    if kind == "object":
        if isinstance(word, dict):
            return word
        inner = schema.get("additionalProperties")
        if not isinstance(inner, dict):
            raise Unworded(f"{model}.{name}")
        keys = schema.get("propertyNames", {}).get("enum", ["示例"])
        return {keys[0]: of(inner, schemas, model, name)}
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if kind in KINDS:
        fitting = isinstance(word, (int, float)) and not (kind == "integer" and isinstance(word, float))
        return word if fitting else max(KINDS[kind] or 0, schema.get("minimum", 0)) if kind != "boolean" else True
    if word is None:
        raise Unworded(f"{model}.{name}")
    return word[0] if isinstance(word, list) else word


def _word(model: str, name: str) -> Any:
    words = table()["words"]
    return words.get(f"{model}.{name}", words.get(name))
