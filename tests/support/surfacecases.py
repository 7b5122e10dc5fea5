"""Cases for a route, made by schemathesis from the published document, and what an answer to each is held to.

To draw a case costs three times what sending it does. So some are drawn, as many that keep to the document as such that
break it in one place, and the others are put together from the parts of these; each is sent by another caller, about
other records.
"""

import json
import random
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CaseMetadata
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chassis.identity import ROLES
from tests.support.harness import COUNTY
from tests.support.surface import CLAIMS, Route, Surface, Told, strangers

FILES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "application/octet-stream",
)
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
YEAR = re.compile(r"^\d{4}(?=-\d\d-\d\d)")
DEPENDENT = re.compile(r"PUT /(\w+/policies/{name}|submission/drafts/.*)|POST /submission/drafts/{draft_id}/file")
"""What is valid hangs on more than the request: on the path, where a section or a policy holds what its schema says,
and on what is saved, where a draft is filed."""
FIELDS = {
    "proposers": "member_id", "cosigners": "member_id", "officers": "member_id", "team": "member_id",
    "participants": "member_id", "children": "proposal_id", "suggested_units": "unit_id", "repeats": "proposal_id",
    "master_id": "proposal_id", "proposals": "proposal_id", "id": "proposal_id", "exclude": "proposal_id",
    "successor_id": "unit_id", "suggested_unit": "unit_id", "into": "suggestion_id", "members": "reviewer_id",
    "lead": "reviewer_id", "scheduled_id": "consultation_id",
}  # fmt: skip
"""Fields that hold ids under another name."""
DRAWN = 4
"""Of so many cases one is drawn, and at least as many."""


@schemathesis.serializer(*FILES)
def _file(_: Any, value: Any) -> bytes:
    """Files are bytes; whatever else is made for them is sent as its text."""
    return value if isinstance(value, bytes) else str(getattr(value, "data", value)).encode()


ENDS = re.compile(r"^\s+|\s+$")


@dataclass(frozen=True)
class Parts:
    """What schemathesis made of one case; ``broken`` is where it does not keep to the document."""

    path: dict[str, Any]
    query: dict[str, Any]
    body: Any
    media_type: str | None
    broken: frozenset[ParameterLocation]
    meta: CaseMetadata

    @classmethod
    def of(cls, case: Case) -> "Parts":
        assert case.meta is not None
        broken = {place for place, info in case.meta.components.items() if info.mode is GenerationMode.NEGATIVE}
        # A place that was to be broken is sometimes left whole: an optional body that is null.
        told = getattr(case.meta.phase.data, "description", None) or ""
        if told == "positive test case":
            broken = set()
        # White space at the ends is cut off before it is measured: a text that was made too long stays so without it.
        body = _inked(case.body) if "violates `maxLength`" in told else case.body
        return cls(case.path_parameters, case.query, body, case.media_type, frozenset(broken), case.meta)


def _inked(value: Any) -> Any:
    """With something in the place of each white space at the ends of its texts."""
    if isinstance(value, dict):
        return {key: _inked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_inked(inner) for inner in value]
    return ENDS.sub(lambda found: "示" * len(found[0]), value) if isinstance(value, str) else value


def drawn(surface: Surface, route: Route, count: int, seeded: int) -> list[Parts]:
    """Half of them keep to the document; the others do not, where there is anything in the route to break."""
    operation = surface.schema[route.path][route.method]
    breakable = operation.path_parameters or operation.query or operation.body
    modes = list(GenerationMode) if breakable else [GenerationMode.POSITIVE]
    found: list[Parts] = []

    @seed(zlib.crc32(f"{seeded} {route}".encode()))
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        # A mistake is told as it was found: to shrink it would send it a thousand times.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]))
    def keep(case: Case) -> None:
        found.append(Parts.of(case))

    keep()
    return found


def cases(surface: Surface, route: Route, count: int, seeded: int) -> Iterator[tuple[Parts, random.Random]]:
    """``count`` cases, each with its own chance for what is still to be chosen."""
    pool = drawn(surface, route, max(min(DRAWN, count), count // DRAWN), seeded)
    whole = [parts for parts in pool if not parts.broken]
    for number in range(count):
        rnd = random.Random(f"{seeded} {route} {number}")
        yield pool[number] if number < len(pool) else mixed(rnd.choice(pool), whole, rnd), rnd


def mixed(parts: Parts, whole: list[Parts], rnd: random.Random) -> Parts:
    """With each part that is not broken from any of those cases that are whole."""
    for place in (ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.BODY):
        if place in parts.broken or not whole:
            continue
        other = rnd.choice(whole)
        match place:
            case ParameterLocation.PATH:
                parts = replace(parts, path=other.path)
            case ParameterLocation.QUERY:
                parts = replace(parts, query=other.query)
            case _:
                parts = replace(parts, body=other.body, media_type=other.media_type)
    return parts


def done(surface: Surface, route: Route, whole: Parts, rnd: random.Random) -> None:
    """Where chance did nothing yet: each role asks for what the world says is to be done, until something is."""
    for role in sorted(route.roles or CLAIMS):
        for _ in range(4):
            if any(status < 300 for status in surface.answers[route]):
                return
            sent(surface, route, whole, rnd, role)


def sent(surface: Surface, route: Route, parts: Parts, rnd: random.Random, caller: str | None = None) -> None:
    """Sends the case as somebody who may, or as somebody who may not, and holds the answer to what is published.

    ``caller`` is a role that means it: its case is about what the world says is to be done.

    AssertionError, or schemathesis's own failure, where it is anything else.
    """
    others = strangers(route)
    parts = place(surface, route, parts, rnd, 0.5 if caller is None else 1)
    case = surface.schema[route.path][route.method].Case(
        path_parameters=parts.path,
        query=parts.query,
        body=parts.body,
        media_type=parts.media_type,
        # Its own: what was changed in a case is looked at anew, and a place that was broken called whole.
        _meta=CaseMetadata(
            generation=parts.meta.generation, components=dict(parts.meta.components), phase=parts.meta.phase
        ),
    )
    given = case.as_transport_kwargs(base_url="http://test")
    # What a body is sent as; who calls, and under which key, is nothing of the document's.
    headers = {name: value for name, value in given["headers"].items() if name.lower() == "content-type"}
    refused = caller is None and bool(others) and rnd.random() < 0.1
    # Who acts for somebody has records of their own, and is asked as often as all others.
    role = caller or rnd.choice(others if refused else sorted(route.roles or rnd.choice((ROLES, CLAIMS))))
    headers |= surface.signed(route, role) | {"Idempotency-Key": f"{rnd.random()}"}
    if rnd.random() < 0.1:
        headers["X-County"] = COUNTY
    request = requests.Request(**given | {"headers": headers}).prepare()
    if route.edits and rnd.random() < 0.9:
        request.headers["If-Match"] = '"0-0"'
    response = surface.send(request)
    if response.status_code == 412 and rnd.random() < 0.9:
        # As who edits does: looks at what is there now, and sends it once more.
        request.headers.update({"If-Match": response.json()["etag"], "Idempotency-Key": f"{rnd.random()}"})
        response = surface.send(request)
    status = response.status_code
    surface.answers[route][status] += 1
    case.validate_response(
        response, checks=[check for check in CHECKS if parts.broken or check is not negative_data_rejection]
    )
    if status >= 400:
        told = Told(status, [(name, values[0]) for name, values in response.headers.items()], response.content)
        assert told.problem, f"no problem of a published type: {told}"
    if refused and not parts.broken:
        assert status == 403, f"as {role}: {status}"
    if not refused and not parts.broken and parts.media_type not in FILES and not DEPENDENT.fullmatch(str(route)):
        assert status not in (400, 415, 422), f"valid, and refused: {request.url} {parts.body!r} {response.text}"


def place(surface: Surface, route: Route, parts: Parts, rnd: random.Random, share: float) -> Parts:
    """Puts ids that exist where the case is valid: random ones only ever find nothing."""
    known, changes = surface.known, dict[str, Any]()
    if ParameterLocation.PATH not in parts.broken:
        changes["path"] = {
            name: rnd.choice(ids) if (ids := surface.ids(name)) and rnd.random() < 0.9 else value
            for name, value in parts.path.items()
        }
    if ParameterLocation.QUERY not in parts.broken:
        # A cursor is what an answer gave.
        changes["query"] = {
            name: rnd.choice(ids) if (ids := known.get(name)) and rnd.random() < 0.5 else _said(value)
            for name, value in parts.query.items()
            if name != "after"
        }
    if ParameterLocation.BODY not in parts.broken and not isinstance(parts.body, NotSet):
        if parts.media_type not in FILES:
            changes["body"] = placed(known, parts.body, rnd)
        elif known.get("file") and rnd.random() < 0.7:
            changes["body"] = rnd.choice(known["file"])
    fitting = known.get(f"{route.method} {route.path}")
    if fitting and not parts.broken and rnd.random() < share:
        id, body = rnd.choice(fitting)
        ids = id if isinstance(id, tuple) else (id,)
        changes["path"] = dict(zip(re.findall(r"{(\w+)}", route.path)[-len(ids) :], ids, strict=False))
        if body is not None:
            changes["body"] = body
    return replace(parts, **changes)


def placed(known: Mapping[str, list[Any]], value: Any, rnd: random.Random, name: str = "") -> Any:
    ids = known.get(FIELDS.get(name, name))
    if ids and type(value) is type(ids[0]) and rnd.random() < 0.8:
        return rnd.choice(ids)
    if isinstance(value, dict):
        return {_said(key): placed(known, inner, rnd, key) for key, inner in value.items()}
    if isinstance(value, list):
        # No record is named twice in one list, which no schema can say of objects.
        items = {
            json.dumps(one.get("id", one) if isinstance(one, dict) else one): one
            for one in (placed(known, inner, rnd, name) for inner in value)
        }
        return list(items.values())
    return _said(value)


def _said(value: Any) -> Any:
    """As the document says of every text and date, and no schema can."""
    if not isinstance(value, str):
        return value
    value = YEAR.sub("2026", value.replace("\0", "示"))
    return value if value.strip() or not value else "示例"
