"""Routes of the attachments."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.blobs import Blobs
from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from chassis.uploads import REQUEST_BODY, FileView, Taken, file_route, give, take
from services.submission.attachment import commands, store
from services.submission.attachment.domain import Purpose
from services.submission.attachment.store import Kept
from services.submission.draft import commands as drafts
from services.submission.proposal import commands as proposals

router = APIRouter(tags=["attachments"])
AUTHORS = ("member", "body_officer")
Name = Annotated[str, Query(min_length=1, max_length=1000)]
"""As the sender's device calls it; what is kept of it is in the answer."""


class AttachmentView(FileView):
    draft_id: str | None
    proposal_id: str | None
    paper_id: str | None
    removed_at: datetime | None

    @classmethod
    def of(cls, kept: Kept) -> "AttachmentView":
        return cls(
            **cls.facts(kept.attachment),
            draft_id=kept.draft_id,
            proposal_id=kept.proposal_id,
            paper_id=kept.paper_id,
            removed_at=kept.removed_at,
        )


@router.post(
    "/drafts/{draft_id}/attachments", status_code=201, response_model=AttachmentView, openapi_extra=REQUEST_BODY
)
@file_route
async def attach_to_draft(
    draft_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)], name: Name, purpose: Purpose = "attachment"
) -> Response:
    """The body is the file itself."""

    async def command(tx: Tx, taken: Taken) -> AttachmentView:
        return AttachmentView.of(await commands.attach_to_draft(tx, draft_id, purpose, taken))

    return await take(ctx, name, purpose, lambda tx: commands.room_in_draft(tx, draft_id), command)


@router.get("/drafts/{draft_id}/attachments")
async def of_draft(draft_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> list[AttachmentView]:
    """In the order in which they came."""

    async def query(tx: Tx) -> list[AttachmentView]:
        await drafts.load(tx, draft_id)
        return [AttachmentView.of(one) for one in await store.of_draft(tx, draft_id)]

    return await ctx.read(query)


@router.post(
    "/proposals/{proposal_id}/attachments", status_code=201, response_model=AttachmentView, openapi_extra=REQUEST_BODY
)
@file_route
async def attach_to_proposal(
    proposal_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)], name: Name, purpose: Purpose = "attachment"
) -> Response:
    """The body is the file itself; of a proposal that was returned, by who may file it again."""

    async def command(tx: Tx, taken: Taken) -> AttachmentView:
        return AttachmentView.of(await commands.attach_to_proposal(tx, proposal_id, purpose, taken))

    return await take(ctx, name, purpose, lambda tx: commands.room_in_proposal(tx, proposal_id), command)


@router.get("/proposals/{proposal_id}/attachments")
async def of_proposal(proposal_id: str, ctx: Annotated[Ctx, caller()], removed: bool = False) -> list[AttachmentView]:
    """In the order in which they came; with ``removed`` also those that were taken away."""

    async def query(tx: Tx) -> list[AttachmentView]:
        await proposals.read_what_is_handled(tx, proposal_id)
        found = await store.of_proposal(tx, proposal_id)
        return [AttachmentView.of(one) for one in found if removed or one.removed_at is None]

    return await ctx.read(query)


@router.get(
    "/attachments/{attachment_id}",
    response_class=Response,
    responses={200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def download(attachment_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    """The file, byte by byte as it was handed in; also one that was removed, as long as it is kept."""
    found = (await ctx.read(lambda tx: commands.read(tx, attachment_id))).attachment
    blobs: Blobs = ctx.request.app.state.blobs
    pieces = await blobs.get(ctx.county, found.sha256)
    return give(found.name, found.media_type, found.bytes, found.sha256, pieces)


@router.post("/attachments/{attachment_id}/remove", response_model=AttachmentView)
async def remove(attachment_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> Response:
    async def command(tx: Tx) -> AttachmentView:
        return AttachmentView.of(await commands.remove(tx, attachment_id))

    return await ctx.execute_many(command)
