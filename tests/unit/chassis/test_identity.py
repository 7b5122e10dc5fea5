"""What a token says reaches events only in a form that events can carry."""

import asyncio
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from chassis.eventlog import SYSTEM
from chassis.identity import Verifier, subject
from chassis.problems import IssuerAway, Unauthenticated
from contracts.base import Ref
from tests.support.tokens import AUDIENCE, ISSUER, jwks, token

REF: TypeAdapter[str] = TypeAdapter(Ref)


async def actor_of(sub: str, **claims: Any) -> Any:
    return await Verifier(ISSUER, AUDIENCE, jwks).actor(
        token(subject=sub, **({"roles": ["clerk"], "counties": ["330102"]} | claims))
    )


async def test_a_subject_that_fits_stays_as_it_is() -> None:
    assert (await actor_of("U001-leader")).subject == "U001-leader"


@pytest.mark.parametrize("sub", ["auth0|1f", "示例用户", "a b", "x" * 65, "x" * 255, "a\n", "sub-sha256:" + "0" * 40])
async def test_any_other_becomes_its_digest(sub: str) -> None:
    first, again = await actor_of(sub), await actor_of(sub)
    assert first.subject == again.subject != sub
    assert REF.validate_python(first.subject) == first.subject
    assert first.subject != subject(sub + "!")


@pytest.mark.parametrize(("name", "shown"), [("  ", "U1"), ("x" * 300, "x" * 200), ("示例", "示例")])
async def test_a_name_is_one_line(name: str, shown: str) -> None:
    assert (await actor_of("U1", name=name)).name == shown


@pytest.mark.parametrize(
    "claims", [{"member_id": "M 1"}, {"unit_id": "x" * 65}, {"body_id": ""}, {"counties": ["3301020"]}]
)
async def test_an_id_of_ours_that_is_none_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated, match="token refused"):
        await actor_of("U1", **claims)


async def test_nobody_bears_the_platforms_own_name() -> None:
    assert (await actor_of(SYSTEM.subject)).subject == subject(SYSTEM.subject) != SYSTEM.subject


@pytest.mark.parametrize("roles", [None, [], ["unheard-of"]])
async def test_who_has_no_role_here_has_none(roles: Any) -> None:
    assert (await actor_of("U1", roles=roles)).roles == frozenset()


@pytest.mark.parametrize("roles", ["clerk", [["clerk"]], 5])
async def test_roles_of_another_shape_are_refused(roles: Any) -> None:
    with pytest.raises(Unauthenticated, match="token refused"):
        await actor_of("U1", roles=roles)


async def test_an_issuer_that_is_away_keeps_nobody_out_whose_key_is_known() -> None:
    asked = 0
    release = asyncio.Event()

    async def fetch() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        if asked == 1:
            return await jwks()
        await release.wait()
        raise httpx.ConnectTimeout("示例")

    verifier = Verifier(ISSUER, AUDIENCE, fetch)
    good = token(subject="U1", roles=["clerk"], counties=["330102"])
    expired = token(subject="U2", roles=["clerk"], counties=["330102"], exp=1)
    await verifier.actor(good)
    verifier._asked = float("-inf")  # pyright: ignore[reportPrivateUsage]  # a minute is over
    late = asyncio.create_task(verifier.actor(expired))
    while asked < 2:
        await asyncio.sleep(0)
    assert (await verifier.actor(good)).subject == "U1"
    release.set()
    with pytest.raises(Unauthenticated, match="token refused"):
        await late
    # A failed attempt is one, too.
    with pytest.raises(Unauthenticated, match="token refused"):
        await verifier.actor(expired)
    assert asked == 2


@pytest.mark.parametrize("error", [httpx.ConnectError("示例"), ValueError("no JSON")])
async def test_without_any_key_nobody_is_called_unauthenticated(error: Exception) -> None:
    async def fetch() -> dict[str, Any]:
        raise error

    with pytest.raises(IssuerAway):
        await Verifier(ISSUER, AUDIENCE, fetch).actor(token(subject="U1", roles=["clerk"], counties=["330102"]))
