"""Who finds what: members, officers, other counties, the city, the archive; behind the wall of the county."""

from sqlalchemy import text

from services.submission.search import store
from tests.support.harness import COUNTY, Harness
from tests.support.searching import (
    MEALS,
    OTHER,
    PARKING,
    admit,
    archived,
    ask,
    assigned,
    caught_up,
    change,
    file,
    h,
    member,
    project,
    reply,
    seen,
)

__all__ = ["h"]

CLOSED = {"publish_consent": False, "consent_refusal": "含未公开数据"}


async def test_members_see_their_own_and_what_was_admitted_with_consent_without_its_reply(h: Harness) -> None:
    open_, closed, filed = await file(h, MEALS), await file(h, MEALS, **CLOSED), await file(h, MEALS)
    for id in (open_, closed):
        await admit(h, id)
    for id, event in ((open_, "AS1"), (closed, "AS2")):
        await project(h, [(reply(id, "我局已在示例镇开办三处老年食堂。"), event)])
    first, stranger, clerk = member(h, "M1"), member(h, "M2"), h.client("clerk")
    assert await seen(clerk, "助餐点") == await seen(first, "助餐点") == [filed, closed, open_]
    assert await seen(stranger, "助餐点") == [open_]
    # Its reply is found by the staff and by whose it is; for others, whether it is public, conversion decides.
    assert await seen(clerk, "老年食堂") == await seen(first, "老年食堂") == [closed, open_]
    assert await seen(stranger, "老年食堂") == []
    assert (await ask(stranger, "助餐点"))["counts"]["hits"] == 1
    (item,) = (await ask(stranger, "助餐点"))["items"]
    assert "reply" not in {passage["field"] for passage in item["passages"]}
    assert {p["field"] for i in (await ask(first, "食堂"))["items"] for p in i["passages"]} == {"reply"}
    await change(h, "similar", members_see="own")
    assert await seen(stranger, "助餐点") == []
    assert await seen(first, "助餐点") == [filed, closed, open_]


async def test_whoever_is_invited_and_the_bodys_officer_find_theirs(h: Harness) -> None:
    joint = await file(h, MEALS, kind="joint", cosigners=["M2"])
    of_body = await file(h, MEALS, "M3", kind="collective", body_id="B1")
    assert await seen(member(h, "M2"), "助餐点") == [joint]
    officer = h.client("body_officer", member_id="M9", body_id="B1")
    assert await seen(officer, "助餐点") == [of_body]
    assert await seen(h.client("body_officer", member_id="M9", body_id="B2"), "助餐点") == []
    assert await seen(h.client("member", subject="unbound"), "助餐点") == []


async def test_what_the_index_does_not_know_yet_is_not_shown(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    assert await seen(member(h, "M2"), "助餐点") == [meals]
    withdrawn = await member(h).post(f"/proposals/{meals}/withdraw", json={"reason": "另行提出"})
    assert withdrawn.status_code == 200, withdrawn.text
    assert await seen(member(h, "M2"), "助餐点") == []
    await caught_up(h)
    assert (await ask(member(h, "M2"), "助餐点"))["counts"]["hits"] == 0
    assert await seen(member(h, "M1"), "助餐点", state="withdrawn") == [meals]


async def test_another_countys_texts_are_shown_only_where_both_policies_say_so(h: Harness) -> None:
    ours = await file(h, PARKING)
    theirs, unpublished = await file(h, MEALS, county=OTHER), await file(h, MEALS, county=OTHER)
    await admit(h, theirs, OTHER)
    await project(h, [(reply(theirs, "已开办老年食堂。"), "AS1")], OTHER)
    clerk = h.client("clerk")
    assert await seen(clerk, "县城") == [ours]
    await change(h, "similar", OTHER, share_with_city=True)
    assert await seen(clerk, "县城") == [ours]
    await change(h, "similar", search_city=True)
    told = await ask(clerk, "县城")
    assert {(item["id"], item["county"]) for item in told["items"]} == {(ours, COUNTY), (theirs, OTHER)}
    assert unpublished not in [item["id"] for item in told["items"]]
    assert (told["counts"]["hits"], told["counts"]["exact"]) == (2, True)
    assert await seen(clerk, "老年食堂") == []
    await change(h, "similar", OTHER, share_with_city=False)
    assert await seen(clerk, "县城") == [ours]


async def test_the_citys_roles_see_what_the_county_says(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    await archived(h, "A-2019-7", 2019, "关于老年助餐点的提案")
    city = h.client("city_viewer")
    assert await seen(city, "助餐点") == ["A-2019-7"]
    await change(h, "search", city_sees="published")
    assert await seen(city, "助餐点") == [meals, "A-2019-7"]


async def test_the_archive_is_found_by_everybody_of_the_county(h: Harness) -> None:
    await archived(h, "A-2019-7", 2019, "关于乡镇老年食堂建设的提案")
    for caller in (h.client("clerk"), member(h, "M2")):
        (item,) = (await ask(caller, "补贴标准"))["items"]
        assert (item["id"], item["kind"], item["year"], item["case_number"]) == ("A-2019-7", "archive", 2019, 7)
        assert [passage["field"] for passage in item["passages"]] == ["unfinished"]
        assert await seen(caller, "食堂", state="archived") == ["A-2019-7"]
    assert await seen(h.client("clerk", county=OTHER), "食堂") == []


async def test_who_neither_files_nor_reviews_may_not_ask(h: Harness) -> None:
    assert (await h.client("unit", unit_id="U1").get("/search", params={"q": "停车"})).status_code == 403


async def test_the_index_stands_behind_the_countys_wall(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    await project(h, [(assigned(meals), "AS1"), (reply(meals, "好"), "AS1")])
    tables = (*store.SEARCH_TABLES, store.VIEW)
    for county, empty in ((COUNTY, False), (OTHER, True)):
        async with h.runtime.database.transaction([county]) as connection:
            for table in tables:
                count = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
                assert (count == 0) == empty, table
