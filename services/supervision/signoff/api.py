"""Routes of the sign-offs, addressed by reply."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from chassis.blobs import Blobs
from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from chassis.uploads import REQUEST_BODY, FileView, Taken, file_route, give, take
from contracts.base import DomainRefusal, Rating, Ref, Text
from contracts.supervision import Attitude, Completion
from services.supervision.signoff import commands, domain, store
from services.supervision.signoff.file import EvidenceFile
from services.supervision.signoff.store import SIGN_OFFS

router = APIRouter(tags=["sign-offs"])

STAFF = tuple(sorted(commands.STAFF))


class OpinionBody(Body):
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    comment: Text | None = None
    attitude: Attitude | None = None
    to_the_point: bool | None = None

    def opinion(self) -> domain.Opinion:
        return domain.Opinion(**{name: getattr(self, name) for name in domain.Opinion.model_fields})


class Sign(Body):
    signed_json: Annotated[str, Field(max_length=40_000)]
    method: Literal["passkey", "sm2"] = "passkey"
    credential: dict[str, Any]
    """Of a passkey what ``navigator.credentials.get`` answered; of a certificate its ``id`` and the ``signature`` over
    the bytes of ``signed_json`` (SM2 with SM3, identity 1234567812345678, DER, base64url)."""


class PaperBody(OpinionBody):
    member_id: Ref
    scan_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class WithdrawPaper(Body):
    reason: Text


class ScanView(FileView):
    """The scan of a paper form."""


class PaperFormView(Body):
    """What one clerk read from a paper form, for the other to hold against its scan."""

    member_id: str
    opinion: domain.Opinion
    scan_sha256: str
    entered_by: str
    scan: ScanView | None
    """None: its digest alone is here."""


class SignatureView(Body):
    member_id: str
    result: str
    process: str
    method: str


class SignOffView(View):
    proposal_id: str
    reply_id: str
    assignment_id: str
    unit_id: str
    cycle: int
    reply_hash: str
    state: str
    members: tuple[str, ...]
    unsigned: list[str]
    signatures: list[SignatureView]
    papers: list[str]
    """Members whose paper form waits for a second clerk."""
    scans: list[str]
    """Members whose paper form is here as a file, too."""
    reminded: int
    refused: int
    """Attempts to sign that proved nothing."""
    completion: Completion | None
    """Whose signatures are enough; None where an earlier version asked, and all must sign."""

    @classmethod
    def of(cls, loaded: Loaded[domain.SignOff]) -> "SignOffView":
        return cls(**cls.facts(loaded))

    @staticmethod
    def facts(loaded: Loaded[domain.SignOff]) -> dict[str, Any]:
        state = loaded.state
        return {
            "id": loaded.id,
            "version": loaded.version,
            "proposal_id": state.proposal_id,
            "reply_id": state.reply_id,
            "assignment_id": state.assignment_id,
            "unit_id": state.unit_id,
            "cycle": state.cycle,
            "reply_hash": state.reply_hash,
            "state": state.state,
            "members": state.members,
            "unsigned": list(state.unsigned),
            "signatures": [
                SignatureView(
                    member_id=s.member_id,
                    result=s.opinion.result,
                    process=s.opinion.process,
                    method=s.evidence.method,
                )
                for s in state.signatures
            ],
            "papers": [p.member_id for p in state.papers],
            "scans": [member for member in state.members if state.scan(member) is not None],
            "reminded": state.reminded,
            "refused": state.refused,
            "completion": state.completion,
        }


class SupervisedSignOffView(SignOffView):
    supervised: bool
    """False once the supervision has ended, closed unsigned or with the proposal withdrawn: nothing is signed any more,
    whatever the state says of who was asked."""


@router.post("/sign-offs/{reply_id}/challenge")
async def challenge(reply_id: str, body: OpinionBody, ctx: Annotated[Ctx, caller("member")]) -> dict[str, Any]:
    return await ctx.read(lambda tx: commands.challenge(tx, reply_id, body.opinion()))


@router.post("/sign-offs/{reply_id}/sign", response_model=SignOffView)
async def sign(reply_id: str, body: Sign, ctx: Annotated[Ctx, caller("member")]) -> Response:
    """What does not prove the member's will is refused, and the attempt is kept with the sign-off."""
    try:
        return await ctx.execute(
            lambda tx: commands.sign(tx, reply_id, body.method, body.signed_json, body.credential), SignOffView.of
        )
    except DomainRefusal as refused:
        rule = refused.rule
        if rule in commands.FORGED:
            await ctx.record(lambda tx: commands.note_refused(tx, reply_id, rule))
        raise


@router.post("/sign-offs/{reply_id}/paper", response_model=SignOffView)
async def enter_paper(reply_id: str, body: PaperBody, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.enter_paper(tx, reply_id, body.member_id, body.opinion(), body.scan_sha256),
        SignOffView.of,
    )


@router.get("/sign-offs/{reply_id}/paper/{member_id}", response_model=PaperFormView)
async def paper_form(reply_id: str, member_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Of a form that waits for its second clerk; its ETag, sent as ``If-Match``, confirms what was seen and nothing
    that was entered since."""
    found = await ctx.read(lambda tx: commands.read(tx, reply_id))
    paper, scan = found.state.paper(member_id), found.state.scan(member_id)
    if paper is None:
        raise NotFound(f"paper form of {member_id} on {reply_id}")
    seen = ScanView(**ScanView.facts(scan)) if scan else None
    return answer(found, PaperFormView(**paper.model_dump(exclude={"opinion"}), opinion=paper.opinion, scan=seen))


@router.post("/sign-offs/{reply_id}/paper/{member_id}/confirm", response_model=SignOffView)
async def confirm_paper(reply_id: str, member_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.confirm_paper(tx, reply_id, member_id), SignOffView.of)


@router.post("/sign-offs/{reply_id}/paper/{member_id}/withdraw", response_model=SignOffView)
async def withdraw_paper(
    reply_id: str, member_id: str, body: WithdrawPaper, ctx: Annotated[Ctx, caller("clerk")]
) -> Response:
    """Takes back what was entered and is not confirmed: the form is another's, or was misread."""
    return await ctx.execute(lambda tx: commands.withdraw_paper(tx, reply_id, member_id, body.reason), SignOffView.of)


@router.post(
    "/sign-offs/{reply_id}/paper/{member_id}/scan",
    status_code=201,
    response_model=ScanView,
    openapi_extra=REQUEST_BODY,
)
@file_route
async def add_scan(
    reply_id: str,
    member_id: str,
    ctx: Annotated[Ctx, caller("clerk")],
    name: Annotated[str, Query(min_length=1, max_length=1000)],
) -> Response:
    """The body is the scan itself; it must be the one whose digest was entered with the form."""

    async def command(tx: Tx, taken: Taken) -> ScanView:
        return ScanView(**ScanView.facts(await commands.add_scan(tx, reply_id, member_id, taken)))

    return await take(ctx, name, "paper_scan", lambda tx: commands.room_for_scan(tx, reply_id, member_id), command)


@router.get(
    "/sign-offs/{reply_id}/paper/{member_id}/scan",
    response_class=Response,
    responses={200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def scan(reply_id: str, member_id: str, ctx: Annotated[Ctx, caller("member", *STAFF)]) -> Response:
    """The scan, byte by byte as it was handed in, for whoever sees the sign-off."""
    found = await ctx.read(lambda tx: commands.scan_of(tx, reply_id, member_id))
    blobs: Blobs = ctx.request.app.state.blobs
    pieces = await blobs.get(ctx.county, found.sha256)
    return give(found.name, found.media_type, found.bytes, found.sha256, pieces)


@router.get("/sign-offs/{reply_id}", response_model=SupervisedSignOffView)
async def sign_off(reply_id: str, ctx: Annotated[Ctx, caller("member", *STAFF)]) -> Response:
    async def read(tx: Tx) -> tuple[Loaded[domain.SignOff], bool]:
        found = await commands.read(tx, reply_id)
        return found, await commands.supervised(tx, found)

    loaded, supervised = await ctx.read(read)
    return answer(loaded, SupervisedSignOffView(**SignOffView.facts(loaded), supervised=supervised))


@router.get("/sign-offs/{reply_id}/evidence", response_model=EvidenceFile)
async def evidence(reply_id: str, ctx: Annotated[Ctx, caller("member", *STAFF)]) -> EvidenceFile:
    """A file that ``proposals audit signoff`` checks offline: who signed what, over which reply, with which device."""
    return await ctx.read(lambda tx: commands.evidence_file(tx, reply_id))


@router.get("/sign-offs")
async def sign_offs(
    ctx: Annotated[Ctx, caller("member", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: str | None = None,
) -> Page[SupervisedSignOffView]:
    """Staff see the county's; a member those on which they are asked."""
    own = None if ctx.actor.roles & set(STAFF) else ctx.actor.member_id or ""

    def view(row: Mapping[str, Any]) -> SupervisedSignOffView:
        return SupervisedSignOffView(**SignOffView.facts(SIGN_OFFS.loaded(row)), supervised=row["supervised"])

    return await ctx.read(
        lambda tx: page(tx, store.listing(tx.county, own, proposal_id), [SIGN_OFFS.table.c.id], wanted, view)
    )
