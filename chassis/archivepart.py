"""A service's own part of a proposal's archive: its files and documents, the proposal's events, and a manifest.

Made when it is asked for, of one proposal, so that no service keeps a copy that could grow old, and none asks another:
whoever wants the whole joins the parts (``proposals archive``).
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import MetaData, select

from chassis.eventlog import HASHED, Tx
from chassis.http import Ctx, caller
from chassis.letter.pdf import Laid
from chassis.letter.render import Format, check_available, render
from chassis.letter.word import EPOCH
from chassis.problems import NotFound
from chassis.tables import infrastructure
from contracts.archive import EVENTS, MANIFEST, Chain, File, Part
from contracts.base import DomainRefusal

ZIP = "application/zip"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass
class Contents:
    """What a service gives beside the events: files by name, and documents that are still to be laid out."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    documents: dict[str, Laid] = field(default_factory=dict[str, Laid])
    """By name without an ending; of two that would have one name the second is numbered."""

    def json(self, name: str, value: Any) -> None:
        self.files[name] = json.dumps(value, ensure_ascii=False, indent=1).encode()

    def document(self, name: str, laid: Laid) -> None:
        clean = _NOT_IN_NAMES.sub("_", name)[:80].strip()
        taken = sum(one == clean or one.startswith(f"{clean} (") for one in self.documents)
        self.documents[f"{clean} ({taken + 1})" if taken else clean] = laid


Gather = Callable[[Tx, str], Awaitable[Contents | None]]
"""None: the service knows nothing of the proposal."""


def router(service: str, metadata: MetaData, gather: Gather) -> APIRouter:
    routes = APIRouter(tags=["archive-part"])

    @routes.get(
        "/archive-parts/{proposal_id}",
        response_class=Response,
        responses={200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def archive_part(
        proposal_id: str,
        ctx: Annotated[Ctx, caller("clerk", "county_admin", "auditor")],
        format: Annotated[Format, Query(description="Of the documents in it: PDF/A, or Word files")] = "pdf",
    ) -> Response:
        """This service's own part of the proposal's archive, as a zip with a manifest; ``proposals archive`` joins the
        parts of all."""
        check_available(format)

        async def query(tx: Tx) -> tuple[Contents, list[dict[str, Any]]]:
            found = await gather(tx, proposal_id)
            if found is None:
                raise NotFound(f"proposals {proposal_id}")
            return found, await _events(tx, metadata, proposal_id)

        # The transaction is over before the layout begins: no connection waits for it.
        contents, events = await ctx.read(query)
        files = dict(contents.files)
        for name, laid in contents.documents.items():
            made, kind = await _laid_out(laid, format)
            files[f"{name}.{kind}"] = made
        files[EVENTS] = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in events).encode()
        part = Part(
            service=service,
            county=ctx.county,
            proposal_id=proposal_id,
            files=tuple(file_of(name, data) for name, data in sorted(files.items())),
            chains=tuple(_chains(events)),
        )
        headers = {
            "Content-Disposition": f'attachment; filename="{service}-{proposal_id}.zip"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private",
        }
        return Response(packed(files | {MANIFEST: manifest(part)}), 200, headers, ZIP)

    return routes


async def _laid_out(laid: Laid, format: Format) -> tuple[bytes, Format]:
    try:
        return await render(laid, format), format
    except DomainRefusal:
        # A character that no font here has: a record office rather has the Word file than nothing.
        if format == "docx":
            raise
        return await render(laid, "docx"), "docx"


async def _events(tx: Tx, metadata: MetaData, proposal_id: str) -> list[dict[str, Any]]:
    t = infrastructure(metadata).event_log
    query = select(*(t.c[name] for name in (*HASHED, "hash")))
    query = query.where(t.c.county == tx.county, t.c.subject_proposal == proposal_id).order_by(t.c.seq)
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in (await tx.connection.execute(query)).mappings()
    ]


def _chains(events: list[dict[str, Any]]) -> list[Chain]:
    last = {(one["aggregate"], one["aggregate_id"]): one for one in events}
    return [
        Chain(aggregate=aggregate, aggregate_id=id, version=one["aggregate_version"], hash=one["hash"])
        for (aggregate, id), one in sorted(last.items())
    ]


def file_of(name: str, data: bytes) -> File:
    return File(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def manifest(part: Part) -> bytes:
    return part.model_dump_json(indent=1).encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The same files make the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in sorted(files.items()):
            package.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
