"""What a token says reaches events only in a form that events can carry."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from pydantic import TypeAdapter

from chassis import identity
from chassis.eventlog import SYSTEM
from chassis.identity import LEEWAY_SECONDS, REMEMBERED_SECONDS, Verifier, subject
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
    "claims",
    [
        {"member_id": "M 1"},
        {"unit_id": "x" * 65},
        {"former_unit_ids": ["U 1"]},
        {"former_unit_ids": "U1 U2"},
        {"body_id": ""},
        {"counties": ["3301020"]},
    ],
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


async def test_who_waits_for_an_issuer_that_is_silent_waits_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.identity.FETCH_SECONDS", 0.05)
    asked = 0
    reachable = False

    async def fetch() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        if not reachable:
            await asyncio.Event().wait()
        return await jwks()

    verifier = Verifier(ISSUER, AUDIENCE, fetch)
    good = token(subject="U1", roles=["clerk"], counties=["330102"])
    answers = await asyncio.gather(*(verifier.actor(good) for _ in range(20)), return_exceptions=True)
    assert {type(one) for one in answers} == {IssuerAway}
    assert asked == 1
    reachable = True
    assert (await verifier.actor(good)).subject == "U1"


class Issuer:
    """Publishes the test run's key until it is withdrawn, and a stranger's from then on."""

    def __init__(self) -> None:
        self.withdrawn = False
        self.asked = 0

    async def keys(self) -> dict[str, Any]:
        self.asked += 1
        if self.withdrawn:
            return {"keys": [ECKey.generate_key("P-256", {"kid": "new"}).as_dict(private=False)]}
        return await jwks()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts the verifier's clocks forward by so many seconds."""
    wall, monotonic = time.time, time.monotonic

    def forward(seconds: float) -> None:
        monkeypatch.setattr("time.time", lambda: wall() + seconds)
        monkeypatch.setattr("time.monotonic", lambda: monotonic() + seconds)

    return forward


def tokens() -> tuple[str, str]:
    """One that verifies, and one with the same words whose signature is forged."""
    good = token(subject="U1", roles=["clerk"], counties=["330102"])
    head, claims, _ = good.split(".")
    return good, f"{head}.{claims}.{'A' * 86}"


async def test_a_withdrawn_key_ends_within_a_minute_of_the_last_check(later: Any) -> None:
    issuer = Issuer()
    verifier = Verifier(ISSUER, AUDIENCE, issuer.keys)
    good, forged = tokens()
    assert (await verifier.actor(good)).subject == "U1"
    issuer.withdrawn = True
    later(REMEMBERED_SECONDS + 1)
    with pytest.raises(Unauthenticated):
        await verifier.actor(forged)
    assert issuer.asked == 2
    with pytest.raises(Unauthenticated):
        await verifier.actor(good)


async def test_a_remembered_token_still_expires(later: Any) -> None:
    verifier = Verifier(ISSUER, AUDIENCE, jwks)
    short = token(subject="U1", roles=[], counties=[], exp=int(time.time()) + 5)
    await verifier.actor(short)
    later(5 + LEEWAY_SECONDS + 2)
    with pytest.raises(Unauthenticated, match="expired"):
        await verifier.actor(short)


async def test_a_forged_copy_of_a_remembered_token_is_refused_each_time() -> None:
    verifier = Verifier(ISSUER, AUDIENCE, jwks)
    good, forged = tokens()
    await verifier.actor(good)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await verifier.actor(forged)


async def test_a_remembered_token_is_not_verified_again_and_few_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verified: list[str] = []
    decode = identity.jwt.decode
    monkeypatch.setattr(identity, "REMEMBERED_TOKENS", 2)
    monkeypatch.setattr(
        "joserfc.jwt.decode", lambda value, *a, **k: (verified.append(value), decode(value, *a, **k))[1]
    )
    verifier = Verifier(ISSUER, AUDIENCE, jwks)
    a, b, c = (token(subject=s, roles=[], counties=[]) for s in "abc")
    for one in (a, b, a, b):
        await verifier.actor(one)
    assert verified == [a, b]
    # The third makes the verifier forget the first two.
    for one in (c, a):
        await verifier.actor(one)
    assert verified == [a, b, c, a]
