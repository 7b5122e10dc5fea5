"""The search on a real PostgreSQL: what is found by which words, and by which facets."""

import pytest

from contracts.submission import MemberEnrolled
from tests.support.harness import Harness
from tests.support.searching import MEALS, PARKING, admit, ask, assigned, caught_up, due, file, h, project, seen

__all__ = ["h"]


async def test_words_find_their_proposals_and_say_where_they_stand(h: Harness) -> None:
    meals, parking = await file(h, MEALS), await file(h, PARKING)
    clerk = h.client("clerk")
    told = await ask(clerk, "助餐點 配送")
    (item,) = told["items"]
    assert (item["id"], item["kind"], item["state"], item["session"]) == (meals, "proposal", "filed", "S15-1")
    assert [MEALS["title"][s : s + n] for s, n in item["title_ranges"]] == ["助餐点"]
    for passage in item["passages"]:
        field, _, number = passage["field"].partition("/")
        source = MEALS[field][int(number) - 1] if number else MEALS[field]
        assert source[passage["offset"] :].startswith(passage["text"])
        assert {passage["text"][s : s + n] for s, n in passage["ranges"]} <= {"助餐点", "配送"}
    assert {passage["field"] for passage in item["passages"]} == {"situation", "suggestions/1"}
    assert (told["next"], told["counts"]["hits"], told["counts"]["exact"]) == (None, 1, True)
    # Newest first.
    assert await seen(clerk, "县城") == [parking, meals]
    assert await seen(clerk, "县城 -停车") == [meals]
    assert await seen(clerk, "补贴标准偏低") == [meals]
    assert await seen(clerk, "“县城机动车”") == [parking]
    assert await seen(clerk, "5g") == await seen(clerk, "５Ｇ信号") == [parking]
    assert await seen(clerk, "库") == [parking]
    assert await seen(clerk, "闲置，车位") == [parking]
    assert await seen(clerk, "标准补贴") == []


async def test_a_case_number_finds_its_proposal_once_it_has_one(h: Harness) -> None:
    meals = await file(h, MEALS)
    assert await seen(h.client("clerk"), "第1号") == []
    await admit(h, meals)
    assert await seen(h.client("clerk"), "第1号") == await seen(h.client("clerk"), "１号") == [meals]
    assert await seen(h.client("clerk"), "第11号") == []


@pytest.mark.parametrize(
    ("q", "rule"),
    [
        ("", "query-empty"),
        ("  ", "query-empty"),
        ("-停车", "query-empty"),
        ("？！", "query-says-nothing"),
        ("停" * 101, "query-too-long"),
    ],
)
async def test_what_cannot_be_looked_for_gets_a_rule(h: Harness, q: str, rule: str) -> None:
    answer = await h.client("clerk").get("/search", params={"q": q})
    assert (answer.status_code, answer.json()["rule"]) == (409, rule)


@pytest.mark.parametrize(
    "after", ["x", "W10=", "WyJhIiwiYiIsImMiXQ==", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiYSIsIjMzMDEwMiJd"]
)
async def test_a_cursor_of_another_list_is_refused(h: Harness, after: str) -> None:
    assert (await h.client("clerk").get("/search", params={"q": "停车", "after": after})).status_code == 422


async def test_an_amended_text_is_found_by_its_new_words_only(h: Harness) -> None:
    id = await file(h, PARKING)
    clerk = h.client("clerk")
    current = (await clerk.get(f"/proposals/{id}")).headers["etag"]
    assert (await clerk.put(f"/proposals/{id}/text", json=MEALS, headers={"If-Match": current})).status_code == 200
    await caught_up(h)
    assert (await seen(clerk, "停车"), await seen(clerk, "助餐点")) == ([], [id])


async def test_facets_are_counted_and_narrow_what_is_found(h: Harness) -> None:
    meals, parking = await file(h, MEALS), await file(h, PARKING, "M2")
    of_body = await file(h, PARKING, "M3", kind="collective", body_id="B1")
    await admit(h, meals, topic="民生")
    await admit(h, parking, topic="城建")
    await project(h, [(assigned(meals), "AS1"), (assigned(meals, "AS2", "U2"), "AS2"), (due(meals), "AS1")])
    clerk = h.client("clerk")
    facets = (await ask(clerk, "县城"))["counts"]["facets"]
    assert {name: {one["value"]: one["count"] for one in values} for name, values in facets.items()} == {
        "session": {"S15-1": 3}, "channel": {"plenary": 3}, "kind": {"individual": 2, "collective": 1},
        "sector": {"经济界": 1, "教育界": 1, "示例界别": 1}, "unit": {"U1": 1, "U2": 1},
        "topic": {"民生": 1, "城建": 1}, "state": {"admitted": 2, "filed": 1}, "due": {"none": 2, "running": 1},
        "assisted": {"false": 3},
    }  # fmt: skip
    for name, value, expected in (
        ("sector", "经济界", [meals]), ("unit", "U2", [meals]), ("topic", "城建", [parking]),
        ("state", "filed", [of_body]), ("due", "running", [meals]), ("kind", "collective", [of_body]),
        ("session", "S15-1", [of_body, parking, meals]),
        ("channel", "between_sessions", []), ("unit", "U3", []), ("assisted", "true", []),
    ):  # fmt: skip
        assert await seen(clerk, "县城", **{name: value}) == expected, name
        assert await seen(clerk, **{name: value}) == expected, name
    assert await seen(clerk, "助餐点", unit="U1", due="running", sector="经济界") == [meals]
    assert await seen(clerk, "停车", unit="U1") == []


async def test_a_members_new_sector_is_that_of_what_they_proposed(h: Harness) -> None:
    meals = await file(h, MEALS)
    event = MemberEnrolled(member_id="M1", name="示例委员M1", sector="科技界", term=16)
    answer = await h.client("clerk").post("/members", json=event.model_dump())
    assert answer.status_code == 201, answer.text
    await project(h, [(event, "M1")])
    assert await seen(h.client("clerk"), sector="科技界") == [meals]
    assert await seen(h.client("clerk"), sector="经济界") == []
