"""What a token says reaches events only in a form that events can carry."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from chassis.identity import Verifier, subject
from chassis.problems import Unauthenticated
from contracts.base import Ref
from tests.support.tokens import AUDIENCE, ISSUER, jwks, token

REF: TypeAdapter[str] = TypeAdapter(Ref)


async def actor_of(sub: str, **claims: Any) -> Any:
    return await Verifier(ISSUER, AUDIENCE, jwks).actor(
        token(subject=sub, roles=["clerk"], counties=claims.pop("counties", ["330102"]), **claims)
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
