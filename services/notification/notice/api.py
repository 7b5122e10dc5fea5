"""Routes of the inbox. Everybody has one; what is in it is a matter of whom the caller stands for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from contracts.base import Line
from services.notification import wording
from services.notification.notice import commands, store
from services.notification.notice.domain import Kind, Urgency
from services.notification.notice.store import NOTICES
from services.notification.visibility import sees
from services.notification.wording import Language, Wording

router = APIRouter(tags=["notice"])


class NoticeView(BaseModel):
    """``link`` is a path of the platform; ``due`` is the day, or the moment, until which something is to be done."""

    id: str
    kind: Kind
    urgency: Urgency
    title: str
    text: str
    to: str
    """Whom it was sent to: ``member:…``, ``body:…``, ``unit:…``, ``role:…``, ``supervisor:…`` or ``person:…``."""
    at: AwareDatetime
    """When that happened of which it tells."""
    proposal_id: str | None
    link: str
    due: date | AwareDatetime | None
    facts: dict[str, str | int | None]
    read_at: AwareDatetime | None
    """When the caller has read it; others of the same unit or role read for themselves."""

    @classmethod
    def of(cls, row: Mapping[str, Any], words: Wording, language: Language) -> "NoticeView":
        title, text = wording.render(words, row["kind"], row["facts"], language)
        return cls(title=title, text=text, to=row["addressee"], **{name: row[name] for name in _STORED})


_STORED = ("id", "kind", "urgency", "at", "proposal_id", "link", "due", "facts", "read_at")


class Unread(BaseModel):
    unread: int
    to_do: int
    """Those of them that ask for something to be done."""


class Marked(Unread):
    marked: int


class UpTo(Body):
    up_to: Annotated[str, Field(min_length=1, max_length=64)]
    """The uppermost notice that the reader has seen."""


def _language(request: Request) -> Language:
    return wording.language(request.headers.get("accept-language", "zh"))


@router.get("/notices")
async def list_notices(
    ctx: Annotated[Ctx, caller()],
    wanted: Annotated[PageQuery, Depends()],
    unread: bool = False,
    kind: Annotated[list[Kind] | None, Query()] = None,
    supervisor: Annotated[Line | None, Query()] = None,
) -> Page[NoticeView]:
    """The newest first. ``supervisor`` names a committee or a leader's office."""

    async def query(tx: Tx) -> Page[NoticeView]:
        words = (await wording.POLICY.at(tx)).value
        found = store.inbox(ctx.county, await sees(tx), ctx.actor.subject)
        if unread:
            found = found.where(store.unread())
        if kind:
            found = found.where(NOTICES.c.kind.in_(kind))
        if supervisor is not None:
            found = found.where(NOTICES.c.addressee == f"supervisor:{supervisor}")
        language = _language(ctx.request)
        return await page(
            tx, found, [NOTICES.c.seq], wanted, lambda row: NoticeView.of(row, words, language), newest_first=True
        )

    return await ctx.read(query)


@router.get("/notices/unread-count")
async def unread_count(ctx: Annotated[Ctx, caller()]) -> Unread:
    async def query(tx: Tx) -> Unread:
        unread, to_do = await store.counts(tx, await sees(tx))
        return Unread(unread=unread, to_do=to_do)

    return await ctx.read(query)


@router.post("/notices/{notice_id}/read", response_model=NoticeView)
async def read(notice_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    async def command(tx: Tx) -> NoticeView:
        row = await commands.read(tx, notice_id)
        return NoticeView.of(row, (await wording.POLICY.at(tx)).value, _language(ctx.request))

    return await ctx.execute_many(command)


@router.post("/notices/read-all", response_model=Marked)
async def read_all(body: UpTo, ctx: Annotated[Ctx, caller()]) -> Response:
    """Marks what the caller has seen; what has come since stays unread."""

    async def command(tx: Tx) -> Marked:
        marked = await commands.read_all(tx, body.up_to)
        unread, to_do = await store.counts(tx, await sees(tx))
        return Marked(marked=marked, unread=unread, to_do=to_do)

    return await ctx.execute_many(command)
