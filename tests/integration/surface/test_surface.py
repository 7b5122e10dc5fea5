"""Every route of every service: what it is sent, however odd, is answered as the published document says.

Each route gets the same 60 cases in each run, and 400 others with each ``make surface`` (``--surface-seed $RANDOM``); a
short look: ``--surface-examples 12``.
"""

import json
import re
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path

import pytest

from ops import registry
from ops.embedded import Postgres
from tests.support.harness import COUNTY
from tests.support.surface import METHODS, Route, Surface, routes_of, strangers
from tests.support.surfacecases import cases, done, sent
from tests.support.surfaceworlds import WORLDS

ELSEWHERE, NOBODY = "330199", "nobodys"
ROUTES = [
    route
    for name in registry.NAMES
    for route in routes_of(registry.service(name))
    # The same code at each service: tried at one.
    if name == registry.NAMES[0] or not route.path.startswith("/operations/")
]
Surfaces = Callable[[str], Surface]

LONG = "x" * 5000
CREDENTIALS = ("", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "Bearer \xff", f"Bearer {LONG}")
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b'{"a": "\xff"}',
    "deep": b"[" * 20_000 + b"]" * 20_000,
    "a long number": b'{"a": ' + b"9" * 5000 + b"}",
    "no object": b"[]",
    "null": b"null",
    "a field of half a character": rb'{"\ud800": "\ud800"}',
    "a field of NUL": rb'{"a\u0000": 1}',
}
VALUES = {
    "half a character": r'"\ud800"',
    "NUL": r'"\u0000"',
    "no number": "NaN",
    "endless": "Infinity",
    "beyond a bigint": "99999999999999999999999999",
    "the last day": '"9999-12-31"',
    "the first moment": '"0001-01-01T00:00:00+14:00"',
    "an object": r'{"\ud800": {"\u0000": NaN}}',
    "blank": '"  "',
    "right to left": '"\u202e示例"',
    "long": '"' + "示" * 30_000 + '"',
}
HEADERS = [
    {"If-Match": value} for value in ("", "*", '"', 'W/"', "\xff", '"1-abc", "2-def"', LONG)
] + [
    {"Idempotency-Key": value} for value in ("", " ", "\x00", "\xe9", LONG)
] + [
    {"X-County": value} for value in ("", "0", "330199", "\xff", LONG, "330102, 330102")
] + [
    {"Content-Type": value} for value in ("", "text/plain", "application/json; charset=utf-16", "multipart/form-data")
] + [
    {"Content-Type": "\xff"}, {"Accept-Language": "\xff;q=x"}, {"Accept": "image/png"}, {"traceparent": "\xff"},
    {"X-Correlation-Id": "\x00" * 70},
    {"Content-Length": "-1"}, {"Content-Encoding": "gzip"}, {"Transfer-Encoding": "chunked"}, {"Range": "bytes=5-1"},
]  # fmt: skip
IDS = ("%00", "%FF", "%ED%A0%80", "%2e%2e", "a%2Fb", "%F0%9F%93%9C", "a" * 3000, "%20", "'", "0", "-1")
QUERIES = (
    "after=%00", "after=bnVsbA==", "after=W10=", "limit=99999999999999999999", "limit=NaN", "limit=1&limit=2",
    "%FF=%FF", "&&==", "after=" + "A" * 9000,
)  # fmt: skip


@pytest.fixture(scope="module")
def surfaces(postgres: Postgres, letter_fonts: Path) -> Generator[Surfaces]:
    """Of each service one, with its world, for all tests here."""
    opened: dict[str, Surface] = {}

    def surface(name: str) -> Surface:
        if name not in opened:
            opened[name] = Surface(postgres, registry.service(name), WORLDS[name])
        return opened[name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPPCC_LETTER_FONTS", str(letter_fonts))
        yield surface
    for one in opened.values():
        one.close()


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_whatever_a_route_is_sent_it_answers_as_published(
    surfaces: Surfaces, route: Route, request: pytest.FixtureRequest
) -> None:
    surface = surfaces(route.service)
    count, seeded = (request.config.getoption(f"--surface-{name}") for name in ("examples", "seed"))
    surface.restore()
    wrong: list[str] = []
    made = list(cases(surface, route, count, seeded))
    sending = [partial(sent, surface, route, parts, rnd) for parts, rnd in made]
    whole = next(((parts, rnd) for parts, rnd in made if not parts.broken), None)
    if whole is not None:
        sending.append(partial(done, surface, route, *whole))
    for send in sending:
        try:
            send()
        except (AssertionError, BaseExceptionGroup) as error:
            inner = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
            wrong += [f"{send.args[2:]}: {one}" for one in inner]
    assert not wrong, "\n\n".join(one[:3000] for one in wrong[:5])
    assert any(status < 300 for status in surface.answers[route]), f"never done: {dict(surface.answers[route])}"


@pytest.mark.parametrize("name", registry.NAMES)
def test_only_who_may_is_let_in(surfaces: Surfaces, name: str) -> None:
    surface = surfaces(name)
    surface.restore()
    wrong: list[str] = []
    for route in routes_of(registry.service(name)):
        path = surface.filled(route)
        for credentials in () if route.open else CREDENTIALS:
            answer = surface.ask(route.method, path, {"Authorization": credentials})
            if answer.status != 401 or "www-authenticate" not in answer.headers or not answer.problem:
                wrong.append(f"{route} with {credentials[:20]!r}: {answer}")
        for role in strangers(route):
            answer = surface.ask(route.method, path, surface.signed(route, role))
            if answer.status != 403 or not answer.problem:
                wrong.append(f"{route} as {role}: {answer}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_record_of_another_county_answers_as_one_that_does_not_exist(surfaces: Surfaces, name: str) -> None:
    surface = surfaces(name)
    surface.restore()
    wrong: list[str] = []
    for route in routes_of(registry.service(name)):
        if "_id}" not in route.path:
            continue
        headers = surface.signed(route, county=ELSEWHERE)
        told: list[tuple[int, bytes]] = []
        for path in (surface.filled(route), re.sub(r"{\w+_id}", NOBODY, route.path)):
            path = re.sub(r"{\w+}", lambda name: str(surface.ids(name[0][1:-1])[0]), path)
            # Of what is open to all the path says the county.
            path = path.replace(f"/public/{COUNTY}/", f"/public/{ELSEWHERE}/")
            answer = surface.ask(route.method, path, headers, body=b"" if route.method == "GET" else b"{}")
            said = answer.content
            for id in (one for ids in re.findall(r"{(\w+_id)}", route.path) for one in surface.ids(ids)):
                said = said.replace(str(id).encode(), NOBODY.encode())
            told.append((answer.status, said))
        if told[0] != told[1]:
            wrong.append(f"{route}: {told}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_method_that_a_path_has_not_is_refused_with_those_that_it_has(surfaces: Surfaces, name: str) -> None:
    surface = surfaces(name)
    routes = routes_of(registry.service(name))
    wrong: list[str] = []
    for path in {surface.filled(route) for route in routes}:
        # Of two that fit (one item, and a word that stands in its place) both are what the path has.
        allowed = {route.method for route in routes if route.fits(path)}
        for method in set(METHODS) - allowed:
            answer = surface.ask(method, path, {})
            said = {one.strip() for one in answer.headers.get("allow", "").split(",")}
            if answer.status != 405 or said != allowed or not answer.problem:
                wrong.append(f"{method} {path}: {answer}, allowed are {said}")
    assert not wrong


@pytest.mark.parametrize("name", registry.NAMES)
def test_odd_bodies_headers_paths_and_queries_are_nobodys_failure(surfaces: Surfaces, name: str) -> None:
    surface = surfaces(name)
    surface.restore()
    wrong: list[str] = []
    for place, route in enumerate(routes_of(registry.service(name))):
        who = surface.signed(route)
        for what, path, headers, query, body in oddities(surface, route, place):
            try:
                answer = surface.ask(route.method, path, who | headers, query, body)
            except AssertionError as error:
                wrong.append(f"{route}, {what}: {error}")
                continue
            if answer.status >= 500 or (answer.status >= 400 and not answer.problem):
                wrong.append(f"{route}, {what}: {answer}")
    assert not wrong, "\n".join(wrong)


def oddities(surface: Surface, route: Route, place: int) -> Iterator[tuple[str, str, dict[str, str], str, bytes]]:
    """(what is odd, path, headers, query, body). What is the same code for every route is shared out among them."""
    path = surface.filled(route)
    json_body = {"Content-Type": "application/json"}
    for headers in HEADERS[place % 4 :: 4]:
        yield f"header {headers!r:.60}", path, headers, "", b"" if route.method == "GET" else b"{}"
    for id in IDS[place % 2 :: 2] if "{" in route.path else ():
        yield f"id {id:.20}", surface.filled(route, id), {}, "", b""
    for query in QUERIES[place % 3 :: 3]:
        yield f"query {query:.30}", path, {}, query, b""
    if route.method == "GET":
        return
    for what, body in BODIES.items():
        yield what, path, json_body, "", body
    fields = surface.fields(route)
    for what, value in VALUES.items():
        all_so = ", ".join(f"{json.dumps(field)}: {value}" for field in fields)
        yield f"each field {what}", path, json_body, "", f"{{{all_so}}}".encode()
