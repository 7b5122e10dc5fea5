"""Of every policy of every service: a county that changes one must not make a rule that nobody can follow."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chassis.policy import Policy, policies
from chassis.problems import Invalid
from ops import registry

POLICIES = {
    f"{name}/{policy.name}": policy
    for name in registry.NAMES
    for policy in policies(registry.service(name).metadata).values()
}
LOWER, UPPER = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")


def numbers(schema: Mapping[str, Any], defined: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Each number that the schema takes, with its place."""
    if "$ref" in schema:
        schema = defined[schema["$ref"].split("/")[-1]]
    if schema.get("type") in ("integer", "number"):
        yield path, schema
    inner = [(path, one) for kind in ("anyOf", "oneOf", "allOf") for one in schema.get(kind, ())]
    inner += [(f"{path}.{field}", one) for field, one in schema.get("properties", {}).items()]
    inner += [
        (f"{path}[]", one) for kind in ("items", "additionalProperties") if isinstance(one := schema.get(kind), dict)
    ]
    inner += [(f"{path}[{place}]", one) for place, one in enumerate(schema.get("prefixItems", ()))]
    for place, one in inner:
        yield from numbers(one, defined, place)


@pytest.mark.parametrize("name", POLICIES)
def test_every_number_of_a_policy_has_both_its_bounds(name: str) -> None:
    """Endless days are no date: all that is computed by them would be refused, or be poison to the worker."""
    schema = POLICIES[name].model.model_json_schema()
    endless = [
        path
        for path, one in numbers(schema, schema.get("$defs", {}))
        if not any(bound in one for bound in LOWER) or not any(bound in one for bound in UPPER)
    ]
    assert not endless


def changed(document: dict[str, Any], path: str, value: int) -> bool:
    """Puts it at this place, where the document has one there."""
    first, *fields = path.removeprefix(".").split(".")
    if fields:
        return isinstance(document.get(first), dict) and changed(document[first], ".".join(fields), value)
    if not isinstance(document.get(first), int):
        return False
    document[first] = value
    return True


def test_what_is_beyond_its_bound_is_refused_and_says_where() -> None:
    tried = 0
    for name, policy in POLICIES.items():
        schema = policy.model.model_json_schema()
        for path, _ in numbers(schema, schema.get("$defs", {})):
            for value in (-1, 10**12):
                tried += refused(policy, name, path, value)
    assert tried > 100


def refused(policy: Policy[Any], name: str, path: str, value: int) -> bool:
    document = policy.default().model_dump(mode="json")
    if not changed(document, path, value):
        return False
    with pytest.raises(Invalid) as told:
        policy.validate(document)
    pointer = "/body/document" + path.replace(".", "/")
    assert pointer in str(told.value.extra), f"{name}{path}: {told.value.extra}"
    return True
