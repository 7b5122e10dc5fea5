"""What the routes of documents share, whichever record they are of."""

from collections.abc import Iterable
from typing import Any, Self

from fastapi import Response

from chassis.blobs import Blobs
from chassis.http import Body, Ctx
from chassis.problems import NotFound
from chassis.uploads import FileView, give
from contracts.base import Text
from contracts.files import Attachment

ANY_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}
"""For OpenAPI: the answer is the file itself."""


class Reason(Body):
    reason: Text


class DocumentView(FileView):
    @classmethod
    def of(cls, document: Attachment) -> Self:
        return cls(**cls.facts(document))


async def download(ctx: Ctx, shown: Iterable[Attachment], document_id: str) -> Response:
    """The file, byte by byte as it was handed in; ``shown`` are those that the caller may read."""
    found = next((one for one in shown if one.attachment_id == document_id), None)
    if found is None:
        raise NotFound(f"documents {document_id}")
    blobs: Blobs = ctx.request.app.state.blobs
    pieces = await blobs.get(ctx.county, found.sha256)
    return give(found.name, found.media_type, found.bytes, found.sha256, pieces)
