"""Every route shows what it takes and answers, in words of a sample county, and its own schema agrees."""

import json
import re
from typing import Any

import jsonschema
import pytest

from ops import examples, export, registry

HAN = re.compile(r"[一-鿿]")


def shown(name: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(what of which route, its media type's entry, the document) of every body and answer that is no file."""
    document = export.openapi(registry.service(name))
    found: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            label = f"{method.upper()} /{name}{path}"
            parts = {"takes": operation.get("requestBody", {})}
            responses = operation["responses"]
            parts |= {"answers": responses.get("200") or responses.get("201") or responses["202"]}
            for what, part in parts.items():
                for media in part.get("content", {}).values():
                    if media["schema"].get("format") != "binary":
                        found.append((f"{label} {what}", media, document))
    return found


@pytest.mark.parametrize("name", registry.NAMES)
def test_every_route_has_examples_and_they_are_what_its_schema_says(name: str) -> None:
    missing = examples.add(export.openapi(registry.service(name)), name)
    assert not missing, "\n".join(missing)
    wrong: list[str] = []
    checked = jsonschema.FormatChecker()
    for label, media, document in shown(name):
        schema = media["schema"] | {"components": document["components"]}
        for error in jsonschema.Draft202012Validator(schema, format_checker=checked).iter_errors(media["example"]):
            wrong.append(f"{label}, {error.json_path}: {error.message:.200}; see ops/examples.yaml")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", registry.NAMES)
def test_the_words_of_an_example_are_chinese(name: str) -> None:
    texts = [json.dumps(media["example"], ensure_ascii=False) for _, media, _ in shown(name)]
    assert sum(bool(HAN.search(text)) for text in texts) > len(texts) / 3


def test_a_list_says_of_what() -> None:
    """``-> Page`` alone describes nothing: a list route answers ``Page[TheView]``."""
    listed = [(label, media["schema"].get("$ref", "")) for name in registry.NAMES for label, media, _ in shown(name)]
    bare = [label for label, reference in listed if reference.endswith("/Page")]
    assert not bare


def test_a_field_without_a_word_is_named() -> None:
    media: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Odd"}}
    operation = {"requestBody": {"content": {"application/json": media}}, "responses": {}}
    odd = {"type": "object", "properties": {"title": {"type": "string"}, "zzz": {"type": "string"}}}
    document = {"paths": {"/odd": {"post": operation}}, "components": {"schemas": {"Odd": odd}}}
    assert examples.add(document, "sample") == ["POST /sample/odd takes: give `Odd.zzz` a word in ops/examples.yaml"]
    del odd["properties"]["zzz"]  # type: ignore[attr-defined]  # a JSON document of this test
    assert examples.add(document, "sample") == []
    assert media["example"] == {"title": "关于增设示例老年助餐点的提案"}
