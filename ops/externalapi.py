"""The contract with the supervision system as AsyncAPI 3, from ``contracts.external``; its examples are files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from contracts import external
from contracts.external.base import CONTENT_TYPE, CloudEvent, Message

VERSION = "1.0.0"
EXAMPLES = "docs/integration/examples"
"""One per type: a whole message as it lies on its topic."""


def document(root: Path) -> dict[str, Any]:
    """``root`` is where the examples are."""
    models = [*external.SENT, *external.RECEIVED]
    _, definitions = models_json_schema(
        [(model, "validation") for model in [CloudEvent, *models]], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Exchange with the party and government supervision system",
            "version": VERSION,
            "description": "CloudEvents 1.0 in Kafka's structured mode: the value is the whole message, UTF-8. Seen "
            "from the platform: it sends on the one topic and receives on the other. How it is used: README.md.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {
            "outbound": _channel(external.OUTBOUND, external.SENT),
            "inbound": _channel(external.INBOUND, external.RECEIVED),
        },
        "operations": {
            "platformSends": _operation("send", "outbound", external.SENT),
            "platformReceives": _operation("receive", "inbound", external.RECEIVED),
        },
        "components": {
            "messages": {model.__name__: _message(model, root) for model in models},
            "schemas": definitions["$defs"],
        },
    }


def example(model: type[Message], root: Path) -> dict[str, Any]:
    return json.loads((root / EXAMPLES / f"{model.wire_name()}.json").read_text("utf-8"))


def _channel(topic: str, models: Sequence[type[Message]]) -> dict[str, Any]:
    return {
        "address": topic,
        "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"} for model in models},
        "bindings": {"kafka": {"topic": topic, "bindingVersion": "0.5.0"}},
    }


def _operation(action: str, channel: str, models: Sequence[type[Message]]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{model.__name__}"} for model in models],
    }


def _message(model: type[Message], root: Path) -> dict[str, Any]:
    data = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "name": model.wire_name(),
        "title": model.__name__,
        "contentType": CONTENT_TYPE,
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEvent"},
                {"type": "object", "properties": {"type": {"const": model.wire_name()}, "data": data}},
            ]
        },
        "examples": [{"name": model.__name__, "payload": example(model, root)}],
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "The proposal's id where there is one, else the county."},
                "bindingVersion": "0.5.0",
            }
        },
    }
