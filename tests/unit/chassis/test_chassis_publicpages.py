"""A storm of readers costs one answer, and never more than a few connections."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from fastapi import Request, Response

from chassis import publicpages
from chassis.problems import NotFound, Unavailable
from chassis.publicpages import Made, PublicPages


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Store:
    """Counts who asks at the same time, and how often anybody has."""

    def __init__(self) -> None:
        self.asked = self.at_once = self.most = 0

    def page(self, body: bytes = b"{}", wrong: Exception | None = None) -> Callable[[], Awaitable[Made]]:
        async def make() -> Made:
            self.asked += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            await asyncio.sleep(0.01)
            self.at_once -= 1
            if wrong is not None:
                raise wrong
            return Made(body, "application/json")

        return make


def request(query: str = "", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "path": "/p", "query_string": query.encode(), "headers": named, "scheme": "http",
                    "server": ("test", 80), "method": "GET", "root_path": ""})  # fmt: skip


async def test_of_those_who_come_at_once_one_asks_and_nobody_while_it_is_fresh() -> None:
    clock, store = Clock(), Store()
    pages = PublicPages(clock)
    answers = await asyncio.gather(*(pages.answer(request(), store.page()) for _ in range(500)))
    assert ({one.status_code for one in answers}, store.asked) == ({200}, 1)
    clock.seconds = publicpages.FRESH_SECONDS - 0.1
    known = await pages.answer(request(if_none_match=answers[0].headers["etag"]), store.page())
    assert (known.status_code, known.body, known.headers["etag"]) == (304, b"", answers[0].headers["etag"])
    assert store.asked == 1
    clock.seconds = publicpages.FRESH_SECONDS
    changed = await pages.answer(request(if_none_match=answers[0].headers["etag"]), store.page(b"[]"))
    assert (changed.status_code, changed.body, store.asked) == (200, b"[]", 2)


@pytest.mark.parametrize(
    ("sent", "status"), [("*", 304), ("W/{tag}", 304), ('"other", {tag}', 304), ('"other"', 200), ("", 200)]
)
async def test_a_tag_is_compared_weakly(sent: str, status: int) -> None:
    pages, store = PublicPages(), Store()
    tag = (await pages.answer(request(), store.page())).headers["etag"]
    assert (await pages.answer(request(if_none_match=sent.format(tag=tag)), store.page())).status_code == status


async def test_different_addresses_take_turns_and_too_many_are_sent_away() -> None:
    pages, store = PublicPages(), Store()
    count = publicpages.WAITING + 20
    found: list[Response | BaseException] = await asyncio.gather(
        *(pages.answer(request(f"q={n}"), store.page()) for n in range(count)), return_exceptions=True
    )
    assert store.most == publicpages.AT_ONCE
    assert sum(isinstance(one, Unavailable) for one in found) == 20
    assert store.asked == publicpages.WAITING
    assert (await pages.answer(request("q=again"), store.page())).status_code == 200


async def test_what_goes_wrong_is_kept_for_nobody_and_a_reader_who_goes_away_disturbs_nobody() -> None:
    pages, store = PublicPages(), Store()
    for _ in range(2):
        with pytest.raises(NotFound):
            await pages.answer(request(), store.page(wrong=NotFound("p")))
    assert store.asked == 2
    gone, stays = (asyncio.create_task(pages.answer(request(), store.page(b"1"))) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await stays).body == b"1"


async def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publicpages, "KEPT_BYTES", 2 * (publicpages.ENTRY_BYTES + 20))
    pages, store = PublicPages(), Store()
    for n in (1, 2, 3):
        await pages.answer(request(f"q={n}"), store.page(b"0123456789"))
    assert store.asked == 3
    for n, asked in ((3, 3), (2, 3), (1, 4)):
        await pages.answer(request(f"q={n}"), store.page(b"0123456789"))
        assert store.asked == asked


async def test_made_up_addresses_are_paid_for_and_what_is_stale_goes() -> None:
    clock, store = Clock(), Store()
    pages = PublicPages(clock)
    long = publicpages.KEPT_BYTES // 10
    for n in range(12):
        await pages.answer(request(f"q={n}" + "x" * long), store.page())
    assert len(pages._kept) == 9
    clock.seconds = publicpages.FRESH_SECONDS
    await pages.answer(request("q=new"), store.page())
    assert len(pages._kept) == 1
