"""Routes of letters."""

import base64
import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from chassis.letter.render import MEDIA, Format, render
from chassis.uploads import disposition
from contracts.letter import Document, file_name
from services.consultation.letter import commands
from services.consultation.visibility import READERS

router = APIRouter(tags=["letter"])

As = Annotated[Format, Query(description="PDF/A, or a Word file")]

FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()}}
}


async def _letter(ctx: Ctx, format: Format, gather: Callable[[Tx], Awaitable[Document]]) -> Response:
    # The transaction is over before the layout begins: no connection waits for it.
    document = await ctx.read(gather)
    made = await render(document, format)
    digest = base64.b64encode(hashlib.sha256(made).digest()).decode()
    return Response(
        made,
        media_type=MEDIA[format],
        headers={
            "Content-Disposition": disposition(file_name(document, format)),
            "Repr-Digest": f"sha-256=:{digest}:",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private",
        },
    )


@router.get("/replies/{reply_id}/letter", response_class=Response, responses=FILE)
async def reply_letter(reply_id: str, ctx: Annotated[Ctx, caller(*READERS)], format: As = "pdf") -> Response:
    """答复函: what was issued, the same bytes each time; any other version is marked 草稿 on every page."""
    return await _letter(ctx, format, lambda tx: commands.reply_letter(tx, reply_id))


@router.get("/assignments/{assignment_id}/letter", response_class=Response, responses=FILE)
async def assignment_letter(assignment_id: str, ctx: Annotated[Ctx, caller(*READERS)], format: As = "pdf") -> Response:
    """交办通知, to the unit; marked 已撤销 or 已改派 on every page once that is so."""
    return await _letter(ctx, format, lambda tx: commands.assignment_letter(tx, assignment_id))


@router.get("/consultations/{consultation_id}/minutes", response_class=Response, responses=FILE)
async def minutes(consultation_id: str, ctx: Annotated[Ctx, caller(*READERS)], format: As = "pdf") -> Response:
    """协商纪要 of what the unit recorded; marked 待确认, 有异议 or 不予认定 while it does not count."""
    return await _letter(ctx, format, lambda tx: commands.minutes(tx, consultation_id))
