"""The published events as AsyncAPI 3 and JSON Schema, generated from ``contracts``."""

import inspect
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from pydantic.json_schema import models_json_schema

from chassis.app import VERSION, Service
from contracts.base import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"

HEADERS: dict[str, dict[str, Any]] = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": {"type": "string", "description": "Unique; a message with an id that was seen is a duplicate."},
    "ce_source": {"type": "string", "pattern": r"^/cppcc/\d{6}/[a-z]+$"},
    "ce_type": {"type": "string"},
    "ce_subject": {"type": "string", "description": "The aggregate's id."},
    "ce_time": {"type": "string", "format": "date-time"},
    "ce_county": {"type": "string", "pattern": r"^\d{6}$"},
    "ce_aggregateversion": {
        "type": "string",
        "pattern": "^[1-9][0-9]*$",
        "description": "Of its aggregate; the next message of the aggregate has the next number.",
    },
    "ce_hash": {"type": "string", "description": "Of this event."},
    "ce_prevhash": {"type": "string", "description": "Of the aggregate's event before."},
    "ce_correlationid": {"type": "string"},
    "ce_causationid": {"type": "string"},
    "ce_actor": {"type": "string", "description": "The subject that acted; the hash covers it."},
    "ce_aggregate": {"type": "string", "description": "The kind of aggregate; the hash covers it."},
    "traceparent": {"type": "string"},
    "content-type": {"const": "application/json"},
}
"""Kafka's headers of a CloudEvent in binary mode, as ``contracts.envelope`` writes them."""
OPTIONAL = frozenset({"ce_causationid", "ce_actor", "ce_aggregate", "traceparent"})


def events(service: str) -> list[type[Event]]:
    """The service's published events, by name; those of ``contracts.policy`` are every service's."""
    modules = [import_module(f"contracts.{name}") for name in (service, "policy")]
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Event)
        and f"{value.__module__}.".startswith(f"{module.__name__}.")
    ]
    return sorted((event for event in found if not event.__subclasses__()), key=lambda event: event.__name__)


def schema(event: type[Event]) -> dict[str, Any]:
    """What a stored event of this type satisfies: an optional field may be missing in an older one."""
    return {"$schema": DIALECT, "$id": f"urn:cppcc:event:{event.wire_name()}"} | event.model_json_schema()


def document(services: Sequence[Service]) -> dict[str, Any]:
    published = {service.name: events(service.name) for service in services}
    models = list(dict.fromkeys(event for found in published.values() for event in found))
    _, definitions = models_json_schema(
        [(event, "validation") for event in models], ref_template="#/components/schemas/{model}"
    )
    headers = {
        "type": "object",
        "required": [name for name in HEADERS if name not in OPTIONAL],
        "properties": HEADERS,
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Proposals of county political consultative conferences",
            "version": VERSION,
            "description": "CloudEvents 1.0 in Kafka's binary mode. A topic keeps everything, in order per key.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {service.name: _channel(service, published[service.name]) for service in services},
        "operations": _operations(services, published),
        "components": {
            "messages": {event.__name__: _message(event) for event in models},
            "schemas": {"CloudEventHeaders": headers} | definitions["$defs"],
        },
    }


def _channel(service: Service, published: Sequence[type[Event]]) -> dict[str, Any]:
    return {
        "address": service.topic,
        "messages": {e.__name__: {"$ref": f"#/components/messages/{e.__name__}"} for e in published},
        "bindings": {"kafka": {"topic": service.topic, "bindingVersion": "0.5.0"}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.wire_name(),
        "title": event.__name__,
        "contentType": "application/json",
        "headers": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEventHeaders"},
                {"type": "object", "properties": {"ce_type": {"const": event.wire_name()}}},
            ]
        },
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "The proposal's id where there is one, else the aggregate's."},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operations(services: Sequence[Service], published: dict[str, list[type[Event]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for service in services:
        found[f"{service.name}Publishes"] = _operation("send", service.name, published[service.name])
    for service in services:
        for topic, table in service.subscriptions.items():
            source = topic.removesuffix(".events")
            wanted = sorted(table, key=lambda event: event.__name__)
            found[f"{service.name}Consumes{source.title()}"] = _operation("receive", source, wanted)
    return found


def _operation(action: str, channel: str, messages: Sequence[type[Event]]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{event.__name__}"} for event in messages],
    }
