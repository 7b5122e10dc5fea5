"""Routes for binding and revoking keys."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, View, answer, caller
from contracts.base import Ref, Text
from services.supervision.passkey import commands, domain, x509

router = APIRouter(tags=["passkeys"])

Code = Annotated[str, Field(min_length=20, max_length=200)]
"""Made by the confirming member of staff's browser and handed over; the server keeps only its digest."""


class HandedCode(Body):
    code: Code


class Register(Body):
    code: Code
    credential: dict[str, Any]


class Device(Body):
    credential: dict[str, Any]


class KeyView(Body):
    credential_id: str
    usable_from: datetime
    revoked: bool
    enrolment_id: str | None
    """Of the enrolment by a code to the member's phone; None where two staff saw the member."""


class PendingView(Body):
    """A key that waits for the code to the member's phone, which notification takes under this id."""

    enrolment_id: str
    expires_at: datetime


class Revoke(Body):
    reason: Text


class EnterCertificate(Body):
    """The member's certificate first, then those of its issuers that lead to one that the county trusts."""

    pem: Annotated[str, Field(min_length=1, max_length=40_000)]


class Says(Body):
    """What a certificate says of the person, to be held against who is present."""

    certificate_id: str
    """SHA-256 of the certificate."""
    subject: str
    issuer: str
    serial_number: str
    not_before: datetime
    not_after: datetime

    @staticmethod
    def facts(id: str, chain: Sequence[str]) -> dict[str, Any]:
        return {"certificate_id": id} | asdict(x509.says(x509.decoded(chain[0])))


class EnteredView(Says):
    entered_by: str
    confirm_until: datetime


class CertificateView(Says):
    usable_from: datetime
    revoked: bool


class KeyringView(View):
    member_id: str
    enrolment: str
    code_expires_at: datetime | None
    keys: list[KeyView]
    entered: EnteredView | None
    """A certificate that waits for a second member of staff."""
    certificates: list[CertificateView]
    pending: PendingView | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Keyring]) -> "KeyringView":
        state = loaded.state
        enrolment = "confirmed" if state.code_sha256 else "opened" if state.opened_by else "none"
        return cls(
            id=loaded.id,
            version=loaded.version,
            member_id=state.member_id,
            enrolment=enrolment,
            code_expires_at=state.code_expires_at,
            keys=[
                KeyView(
                    credential_id=key.credential_id,
                    usable_from=key.usable_from,
                    revoked=key.credential_id in state.revoked,
                    enrolment_id=key.enrolment_id,
                )
                for key in state.keys
            ],
            entered=None if state.entered is None else cls._entered(state.entered),
            certificates=[
                CertificateView(
                    **Says.facts(one.credential_id, one.chain),
                    usable_from=one.usable_from,
                    revoked=one.credential_id in state.revoked,
                )
                for one in state.certificates
            ],
            pending=PendingView(enrolment_id=state.pending.enrolment_id, expires_at=state.pending.expires_at)
            if state.pending
            else None,
        )

    @staticmethod
    def _entered(entered: domain.Entered) -> EnteredView:
        facts = Says.facts(entered.credential_id, entered.chain)
        return EnteredView(**facts, entered_by=entered.entered_by, confirm_until=entered.confirm_until)


@router.post("/members/{member_id}/enrolments", status_code=201, response_model=KeyringView)
async def open_enrolment(member_id: Ref, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.open_enrolment(tx, member_id), KeyringView.of, status=201)


@router.post("/members/{member_id}/enrolments/confirm", response_model=KeyringView)
async def confirm_enrolment(member_id: str, body: HandedCode, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.confirm_enrolment(tx, member_id, body.code), KeyringView.of)


@router.post("/passkeys/options")
async def options(body: HandedCode, ctx: Annotated[Ctx, caller("member")]) -> dict[str, Any]:
    return await ctx.read(lambda tx: commands.registration_options(tx, body.code))


@router.post("/passkeys", status_code=201, response_model=KeyringView)
async def register(body: Register, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(lambda tx: commands.register(tx, body.code, body.credential), KeyringView.of, status=201)


@router.post("/passkeys/by-phone/options")
async def begin_options(ctx: Annotated[Ctx, caller("member")]) -> dict[str, Any]:
    return await ctx.save(commands.begin_options)


@router.post("/passkeys/by-phone", status_code=201, response_model=KeyringView)
async def begin(body: Device, ctx: Annotated[Ctx, caller("member")]) -> Response:
    """The key waits until the code that goes to the member's phone is given to notification."""
    return await ctx.execute(lambda tx: commands.begin(tx, body.credential), KeyringView.of, status=201)


@router.get("/members/{member_id}/passkeys", response_model=KeyringView)
async def passkeys(member_id: str, ctx: Annotated[Ctx, caller("clerk", "member")]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, member_id))
    return answer(loaded, KeyringView.of(loaded))


@router.post("/members/{member_id}/passkeys/{credential_id}/revoke", response_model=KeyringView)
async def revoke(
    member_id: str, credential_id: str, body: Revoke, ctx: Annotated[Ctx, caller("clerk", "member")]
) -> Response:
    return await ctx.execute(lambda tx: commands.revoke(tx, member_id, credential_id, body.reason), KeyringView.of)


@router.post("/members/{member_id}/certificates", status_code=201, response_model=KeyringView)
async def enter_certificate(member_id: Ref, body: EnterCertificate, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Of a member who is present; the answer shows what the certificate says. It signs nothing until confirmed."""
    return await ctx.execute(lambda tx: commands.enter_certificate(tx, member_id, body.pem), KeyringView.of, status=201)


@router.post("/members/{member_id}/certificates/{certificate_id}/confirm", response_model=KeyringView)
async def confirm_certificate(member_id: str, certificate_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """By a second member of staff, who compared the person with what the certificate says."""
    return await ctx.execute(lambda tx: commands.confirm_certificate(tx, member_id, certificate_id), KeyringView.of)


@router.post("/members/{member_id}/certificates/{certificate_id}/revoke", response_model=KeyringView)
async def revoke_certificate(
    member_id: str, certificate_id: str, body: Revoke, ctx: Annotated[Ctx, caller("clerk", "member")]
) -> Response:
    return await ctx.execute(lambda tx: commands.revoke(tx, member_id, certificate_id, body.reason), KeyringView.of)
