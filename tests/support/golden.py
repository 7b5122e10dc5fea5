"""The golden events of ``tests/contract``: real payloads for whoever consumes them."""

import inspect
import json
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import contracts
from contracts.base import Event
from tests.contract.test_events import filled

E = TypeVar("E", bound=Event)
GOLDEN = Path(__file__).parent.parent / "contract" / "golden"


def published() -> set[type[Event]]:
    """Every event of every module of the contracts."""
    modules = [import_module(f"contracts.{module.name}") for module in pkgutil.iter_modules(contracts.__path__)]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Event) and value is not Event
    }
    return {event for event in found if not event.__subclasses__()}


def golden(event: type[E]) -> E:
    """As it was once stored; optional fields that the event has gained since are filled."""
    stored = json.loads((GOLDEN / event.SOURCE / f"{event.wire_name()}.json").read_text("utf-8"))
    return event.model_validate(filled(event).model_dump(mode="json") | stored)
