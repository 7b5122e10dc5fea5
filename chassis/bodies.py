"""What a request's body may say in JSON that is nevertheless not taken, wherever in it that stands."""

import math
from datetime import date
from functools import cache
from typing import Any, cast, get_args

from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Place = tuple[str | int, ...]
Found = tuple[Place, str]
"""Where it stands, and what is wrong with it."""


def wrong(at: Place, why: str) -> ValidationError:
    """What a validator of a whole model raises to name a place in it."""
    error = InitErrorDetails(type=PydanticCustomError("unstorable", "{why}", {"why": why}), loc=at, input=None)
    return ValidationError.from_exception_data("Body", [error])


def unstorable(value: Any, at: Place = ()) -> Found | None:
    """Where in ``value`` something stands that cannot be kept, and what it is."""
    if isinstance(value, str):
        if "\0" in value:
            return at, "the character NUL cannot be stored"
        try:
            value.encode()
        except UnicodeEncodeError:
            return at, "half a character (a lone surrogate) cannot be stored"
    elif isinstance(value, float):
        if not math.isfinite(value):
            return at, "a number is to be finite"
    elif isinstance(value, dict):
        for key, inner in cast(dict[Any, Any], value).items():
            if found := unstorable(key, at) or unstorable(inner, (*at, key)):
                return found
    elif isinstance(value, list):
        for index, inner in enumerate(cast(list[Any], value)):
            if found := unstorable(inner, (*at, index)):
                return found
    return None


def not_written(model: type[BaseModel], given: Any) -> Found | None:
    """The first day or time in ``given`` that is a number: pydantic would take it for seconds or milliseconds."""
    if isinstance(given, dict):
        for name in _days(model):
            values = cast(dict[Any, Any], given).get(name)
            for value in cast(list[Any], values) if isinstance(values, list) else [values]:
                if isinstance(value, int | float) or (isinstance(value, str) and _is_number(value)):
                    return (name,), "a day is written as 2026-03-02, a time as 2026-03-02T09:00:00+08:00"
    return None


@cache
def _days(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of ``model`` that hold a day or a time, or several."""
    return tuple(name for name, field in model.model_fields.items() if _is_day(field.annotation))


def _is_day(annotation: Any) -> bool:
    if annotation is AwareDatetime or (isinstance(annotation, type) and issubclass(annotation, date)):
        return True
    return any(_is_day(inner) for inner in get_args(annotation))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
