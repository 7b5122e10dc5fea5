"""Routes of the codes: the member sees whether one was sent, and gives it back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, View, answer, caller
from chassis.problems import NotFound
from chassis.vault import needed
from contracts.notification import CodePurpose
from services.notification.phonecode import commands, domain

router = APIRouter(tags=["phonecode"])


class GivenCode(Body):
    code: Annotated[str, Field(min_length=6, max_length=6, pattern=r"^[0-9]+$")]


class PhoneCodeView(View):
    """``refused`` is the rule against sending one: ``no-phone``, ``phone-new`` (on file too short, and entered by one
    member of staff alone), ``too-many-codes``, ``code-late``."""

    member_id: str
    purpose: CodePurpose
    reference: str
    state: Literal["refused", "issued", "confirmed"]
    refused: str | None
    expires_at: datetime | None
    attempts_left: int

    @classmethod
    def of(cls, loaded: Loaded[domain.PhoneCode]) -> "PhoneCodeView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            member_id=state.member_id,
            purpose=state.purpose,
            reference=state.reference,
            state="refused" if state.issued is None else "confirmed" if state.confirmed else "issued",
            refused=state.refused,
            expires_at=state.issued.expires_at if state.issued else None,
            attempts_left=max(0, state.issued.attempts - state.wrong) if state.issued else 0,
        )


@router.get("/phone-codes/{reference}", response_model=PhoneCodeView)
async def phone_code(reference: str, ctx: Annotated[Ctx, caller("member")]) -> Response:
    """404 until the event that asks for a code has come here, too."""
    loaded = await ctx.read(lambda tx: commands.read(tx, reference))
    return answer(loaded, PhoneCodeView.of(loaded))


@router.post("/phone-codes/{reference}/confirm", response_model=PhoneCodeView)
async def confirm(reference: str, body: GivenCode, ctx: Annotated[Ctx, caller("member")]) -> Response:
    vault = needed(ctx.request.app.state.vault)
    if not await ctx.repeated():
        await _judge(ctx, lambda tx: commands.attempt(tx, vault, reference, body.code))
    return await ctx.execute(lambda tx: commands.confirm(tx, vault, reference, body.code), PhoneCodeView.of)


async def _judge(ctx: Ctx, attempt: Callable[[Tx], Awaitable[str | None]]) -> None:
    """Refuses when the refusal is kept, and not before."""
    rules: list[str | None] = []

    async def judge(tx: Tx) -> None:
        rules.append(await attempt(tx))

    await ctx.record(judge)
    if rules == ["not-yours"]:
        raise NotFound("there is no such code")
    if rules[0] is not None:
        raise domain.refusal(rules[0])
