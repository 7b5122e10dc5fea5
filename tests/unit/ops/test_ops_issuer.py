"""The development issuer's code flow keeps to what a browser's client relies on, and signs in nobody else's page."""

import base64
import hashlib
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chassis.identity import Verifier
from ops import issuer
from ops.issuer import codeflow

ISSUER = "http://localhost:8080/dev-issuer"
BACK = "http://localhost:8080/portal/signed-in"
VERIFIER = "a" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {"client_id": "portal", "redirect_uri": BACK, "state": "s", "nonce": "n", "code_challenge": CHALLENGE}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    app = issuer.build(tmp_path, ISSUER, "cppcc-proposals")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8080") as made:
        yield made


async def picked(client: httpx.AsyncClient, subject: str = "M001") -> str:
    """The code that the browser brings back."""
    answer = await client.post("/authorize", params=ASKED, data={"subject": subject})
    assert answer.status_code == 303, answer.text
    target = urlsplit(answer.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == BACK
    query = parse_qs(target.query)
    assert query["state"] == ["s"]
    return query["code"][0]


async def exchange(client: httpx.AsyncClient, brought: str, **change: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": brought, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return await client.post("/code", data=form | change)


async def test_who_was_picked_is_who_the_services_see(client: httpx.AsyncClient) -> None:
    page = await client.get("/authorize", params=ASKED)
    assert 'value="M001"' in page.text
    tokens = (await exchange(client, await picked(client))).json()

    async def keys() -> dict[str, object]:
        return (await client.get("/jwks")).json()

    actor = await Verifier(ISSUER, "cppcc-proposals", keys).actor(tokens["access_token"])
    assert (actor.subject, actor.member_id, actor.roles) == ("M001", "M001", {"member"})
    published = (await client.get("/.well-known/openid-configuration")).json()
    assert published["issuer"] == ISSUER


@pytest.mark.parametrize(
    "change", [{"code_verifier": "b" * 64}, {"redirect_uri": BACK + "x"}, {"grant_type": "password"}, {"code": "x"}]
)
async def test_a_code_is_worth_nothing_to_whoever_else_has_it(
    client: httpx.AsyncClient, change: dict[str, str]
) -> None:
    refused = await exchange(client, await picked(client), **change)
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})


async def test_a_code_is_good_once_and_for_a_minute(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await picked(client)
    assert (await exchange(client, code)).status_code == 200
    assert (await exchange(client, code)).status_code == 400
    monkeypatch.setattr(codeflow, "CODE_SECONDS", -1)
    assert (await exchange(client, await picked(client))).status_code == 400


@pytest.mark.parametrize(
    "back", ["https://elsewhere.test/portal/", "http://localhost.elsewhere.test/portal/", "http://localhost:8080/other"]
)
async def test_no_other_page_is_brought_a_code(client: httpx.AsyncClient, back: str) -> None:
    for answer in (
        await client.get("/authorize", params=ASKED | {"redirect_uri": back}),
        await client.post("/authorize", params=ASKED | {"redirect_uri": back}, data={"subject": "M001"}),
    ):
        assert answer.status_code == 400
    stranger = await client.post("/authorize", params=ASKED, data={"subject": "nobody"})
    assert stranger.status_code == 400


async def test_its_own_session_answers_without_a_question_until_it_is_ended(client: httpx.AsyncClient) -> None:
    await picked(client)
    # The mount's path is the cookie's: here it is sent by hand.
    cookie = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)}
    again = await client.get("/authorize", params=ASKED, headers=cookie)
    assert again.status_code == 303
    home = {"post_logout_redirect_uri": "http://localhost:8080/portal/"}
    assert (await client.get("/end-session", params=home, headers=cookie)).headers["location"].endswith("/portal/")
    assert 'value="M001"' in (await client.get("/authorize", params=ASKED, headers=cookie)).text
