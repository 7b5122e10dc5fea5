"""Routes for binding and revoking keys."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, View, answer, caller
from contracts.base import Ref, Text
from services.supervision.passkey import commands, domain

router = APIRouter(tags=["passkeys"])

Code = Annotated[str, Field(min_length=20, max_length=200)]
"""Made by the confirming member of staff's browser and handed over; the server keeps only its digest."""


class HandedCode(Body):
    code: Code


class Register(Body):
    code: Code
    credential: dict[str, Any]


class KeyView(Body):
    credential_id: str
    usable_from: datetime
    revoked: bool


class Revoke(Body):
    reason: Text


class KeyringView(View):
    member_id: str
    enrolment: str
    code_expires_at: datetime | None
    keys: list[KeyView]

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
                )
                for key in state.keys
            ],
        )


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


@router.get("/members/{member_id}/passkeys", response_model=KeyringView)
async def passkeys(member_id: str, ctx: Annotated[Ctx, caller("clerk", "member")]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, member_id))
    return answer(loaded, KeyringView.of(loaded))


@router.post("/members/{member_id}/passkeys/{credential_id}/revoke", response_model=KeyringView)
async def revoke(
    member_id: str, credential_id: str, body: Revoke, ctx: Annotated[Ctx, caller("clerk", "member")]
) -> Response:
    return await ctx.execute(lambda tx: commands.revoke(tx, member_id, credential_id, body.reason), KeyringView.of)
