"""Routes of contacts. No answer has one in it but its mask, and no body is kept of which one could be found out."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, caller, page
from chassis.vault import Vault, needed
from contracts.base import Line, Ref, Text
from contracts.notification import ContactChannel
from services.notification.contact import commands, store
from services.notification.contact.domain import CHANNELS, Contacts
from services.notification.contact.store import CONTACTS

router = APIRouter(tags=["contact"])

STAFF = ("clerk", "county_admin")
Hour = Annotated[int, Field(ge=0, le=23)]


class GivenContact(Body):
    value: Line


class Why(Body):
    reason: Text


class Prefer(Body):
    """None is what the county's policy says."""

    channels: Annotated[list[ContactChannel], Field(max_length=3)] | None = None
    quiet_from: Hour | None = None
    quiet_until: Hour | None = None


class ContactRow(Body):
    """What is left out stays as it is."""

    member_id: Ref
    mobile: Line | None = None
    mail: Line | None = None
    wecom: Line | None = None


class ImportContacts(Body):
    rows: Annotated[list[ContactRow], Field(min_length=1, max_length=1000)]
    preview: bool = False


class ContactMistake(Body):
    row: int
    """From 1."""
    field: str
    detail: str


class ContactImportReport(Body):
    """With a mistake anywhere nothing is entered."""

    entered: int
    unchanged: int
    mistakes: list[ContactMistake]


class ContactView(Body):
    channel: ContactChannel
    masked: str | None
    """None where it cannot be opened any more: it must be entered anew."""
    since: datetime
    entered_by: str
    confirmed_by: str | None


class ContactsView(View):
    """``channels`` and the hours are what counts for the member; ``own`` whether they chose it."""

    member_id: str
    contacts: list[ContactView]
    channels: list[ContactChannel]
    quiet_from: int
    quiet_until: int
    own: bool

    @classmethod
    def of(cls, found: commands.Found) -> "ContactsView":
        state = found.loaded.state
        return cls(
            id=found.loaded.id,
            version=found.loaded.version,
            member_id=state.member_id,
            contacts=[
                ContactView(
                    channel=channel,
                    masked=found.masks[channel],
                    since=state.entries[channel].since,
                    entered_by=state.entries[channel].entered_by,
                    confirmed_by=state.entries[channel].checked_by,
                )
                for channel in CHANNELS
                if channel in state.entries
            ],
            channels=list(found.preferences.channels),
            quiet_from=found.preferences.quiet_from,
            quiet_until=found.preferences.quiet_until,
            own=state.channels is not None or state.quiet_from is not None,
        )


class WaitingContact(Body):
    channel: ContactChannel
    since: datetime
    entered_by: str
    """Not who confirms it."""


class ContactsLine(View):
    """Who has which channel on file, and which of them a second member of staff has confirmed."""

    member_id: str
    on_file: list[ContactChannel]
    confirmed: list[ContactChannel]
    waiting: list[WaitingContact]
    """For the second member of staff."""

    @classmethod
    def of(cls, loaded: Loaded[Contacts]) -> "ContactsLine":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            member_id=state.member_id,
            on_file=[one for one in CHANNELS if one in state.entries],
            confirmed=[one for one in CHANNELS if one in state.entries and state.entries[one].checked_by],
            waiting=[
                WaitingContact(channel=one, since=state.entries[one].since, entered_by=state.entries[one].entered_by)
                for one in CHANNELS
                if one in state.entries and state.entries[one].checked_by is None
            ],
        )


def _vault(ctx: Ctx) -> Vault:
    return needed(ctx.request.app.state.vault)


async def _once(ctx: Ctx, vault: Vault, command: Callable[[Tx], Awaitable[Loaded[Contacts]]]) -> Response:
    async def run(tx: Tx) -> ContactsView:
        return ContactsView.of(await commands.shown(tx, vault, await command(tx)))

    return await ctx.execute_many(run, body_hash=await _hash(ctx, vault))


async def _hash(ctx: Ctx, vault: Vault) -> str:
    # A bare digest of so short a body is as good as the number in it.
    return vault.digest("request", await ctx.request.body())


@router.get("/contacts")
async def list_contacts(
    ctx: Annotated[Ctx, caller(*STAFF)], wanted: Annotated[PageQuery, Depends()]
) -> Page[ContactsLine]:
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county),
            [CONTACTS.table.c.id],
            wanted,
            lambda row: ContactsLine.of(CONTACTS.loaded(row)),
        )
    )


@router.post("/contacts/import", response_model=ContactImportReport)
async def import_contacts(body: ImportContacts, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    """Of many members at once: all rows, or none where one is wrong."""
    vault = _vault(ctx)
    lines = [
        commands.Line(row.member_id, {one: getattr(row, one) for one in CHANNELS if getattr(row, one) is not None})
        for row in body.rows
    ]

    async def run(tx: Tx) -> ContactImportReport:
        entered, unchanged, mistakes = await commands.bring_in(tx, vault, lines, preview=body.preview)
        return ContactImportReport(
            entered=entered, unchanged=unchanged, mistakes=[ContactMistake(**vars(one)) for one in mistakes]
        )

    return await ctx.execute_many(run, body_hash=await _hash(ctx, vault))


@router.get("/contacts/{member_id}")
async def contacts(member_id: str, ctx: Annotated[Ctx, caller(*STAFF, "member")]) -> ContactsView:
    vault = _vault(ctx)
    return ContactsView.of(await ctx.read(lambda tx: commands.read(tx, vault, member_id)))


@router.put("/contacts/{member_id}/channels/{channel}", response_model=ContactsView)
async def enter(
    member_id: Ref, channel: ContactChannel, body: GivenContact, ctx: Annotated[Ctx, caller(*STAFF)]
) -> Response:
    vault = _vault(ctx)
    return await _once(ctx, vault, lambda tx: commands.enter(tx, vault, member_id, channel, body.value))


@router.post("/contacts/{member_id}/channels/{channel}/confirm", response_model=ContactsView)
async def confirm(
    member_id: str, channel: ContactChannel, body: GivenContact, ctx: Annotated[Ctx, caller(*STAFF)]
) -> Response:
    """A second member of staff enters the same once more."""
    vault = _vault(ctx)
    return await _once(ctx, vault, lambda tx: commands.confirm(tx, vault, member_id, channel, body.value))


@router.post("/contacts/{member_id}/channels/{channel}/remove", response_model=ContactsView)
async def remove(member_id: str, channel: ContactChannel, body: Why, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    vault = _vault(ctx)
    return await _once(ctx, vault, lambda tx: commands.remove(tx, member_id, channel, body.reason))


@router.post("/contacts/{member_id}/erase", response_model=ContactsView)
async def erase(member_id: str, body: Why, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    """When a member leaves."""
    vault = _vault(ctx)
    return await _once(ctx, vault, lambda tx: commands.erase(tx, member_id, body.reason))


@router.put("/contacts/{member_id}/preferences", response_model=ContactsView)
async def prefer(member_id: str, body: Prefer, ctx: Annotated[Ctx, caller("member")]) -> Response:
    vault = _vault(ctx)
    return await _once(
        ctx, vault, lambda tx: commands.prefer(tx, member_id, body.channels, body.quiet_from, body.quiet_until)
    )
