"""A token of the realm that is deployed passes the platform's own verifier, with everything that it reads."""

import os
import secrets
import subprocess
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from chassis.identity import Verifier, http_keys
from ops import registry
from ops.embedded import free_port, wait_for_port
from ops.portal import build
from ops.registry import ROOT
from tests.support.browser import Seat, chromium
from tests.support.caller import eventually
from tests.support.packages import KEYCLOAK, keycloak_archive, unpack
from tests.support.proxy import Nginx


@pytest.fixture(scope="module")
def portal_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory, portal_port: int) -> Generator[httpx.Client]:
    """Keycloak with the realm file, and a client that may administer it."""
    tmp_path = tmp_path_factory.mktemp("keycloak")
    unpack(keycloak_archive(), tmp_path)
    home = tmp_path / f"keycloak-{KEYCLOAK}"
    imported = home / "data" / "import"
    imported.mkdir(parents=True)
    (imported / "realm.json").write_bytes((ROOT / "deploy" / "keycloak" / "realm.json").read_bytes())
    port, password = free_port(), secrets.token_hex(12)
    environment = os.environ | {
        "KC_BOOTSTRAP_ADMIN_USERNAME": "root",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": password,
        "CPPCC_ORIGIN": f"http://localhost:{portal_port}",
        "JAVA_OPTS_APPEND": "-Xmx512m",
    }
    log = tmp_path / "keycloak.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [home / "bin" / "kc.sh", "start-dev", "--http-host=127.0.0.1", f"--http-port={port}", "--import-realm"],
            env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for_port(port, 240, process, log)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            eventually(lambda: client.get("/realms/cppcc").status_code == 200, 120)
            signed = client.post(
                "/realms/master/protocol/openid-connect/token",
                data={"client_id": "admin-cli", "grant_type": "password", "username": "root", "password": password},
            )
            client.headers["Authorization"] = f"Bearer {signed.json()['access_token']}"
            yield client
    finally:
        os.killpg(process.pid, 15)
        process.wait(60)


async def test_the_realm_is_imported_and_its_tokens_name_role_counties_and_member(admin: httpx.Client) -> None:
    realm = "/admin/realms/cppcc"
    # Signing in without a browser is what only this client of the test may do.
    probe = {"clientId": "probe", "publicClient": True, "directAccessGrantsEnabled": True, "fullScopeAllowed": True}
    assert admin.post(f"{realm}/clients", json=probe | {"defaultClientScopes": ["cppcc"]}).status_code == 201
    password = secrets.token_hex(12)
    person = {
        "username": "sample-member",
        "enabled": True,
        "firstName": "示例",
        "lastName": "委员一",
        "email": "m001@example.test",
        "attributes": {"counties": ["330102", "330103"], "member_id": ["M001"]},
        "credentials": [{"type": "password", "value": password, "temporary": False}],
    }
    created = admin.post(f"{realm}/users", json=person)
    assert created.status_code == 201, created.text
    role = admin.get(f"{realm}/roles/member").json()
    user = created.headers["location"].rsplit("/", 1)[-1]
    assert admin.post(f"{realm}/users/{user}/role-mappings/realm", json=[role]).status_code == 204
    issuer = f"{str(admin.base_url).rstrip('/')}/realms/cppcc"
    signed = httpx.post(
        f"{issuer}/protocol/openid-connect/token",
        data={"client_id": "probe", "grant_type": "password", "username": "sample-member", "password": password},
        trust_env=False,
        timeout=60,
    )
    assert signed.status_code == 200, signed.text
    verifier = Verifier(issuer, "cppcc-proposals", http_keys(f"{issuer}/protocol/openid-connect/certs"))
    actor = await verifier.actor(signed.json()["access_token"])
    assert actor.subject == user
    assert actor.name == "示例 委员一"
    assert actor.roles == {"member"}
    assert actor.counties == ("330102", "330103")
    assert (actor.member_id, actor.unit_id, actor.body_id) == ("M001", None, None)


def test_a_person_signs_in_to_the_portal_behind_the_production_proxy(
    admin: httpx.Client, portal_port: int, tmp_path: Path
) -> None:
    """The realm's client, the proxy's configuration and its content security policy fit the portal."""
    build.build()
    password = secrets.token_hex(12)
    person = {
        "username": "m002",
        "email": "m002@example.org",
        "firstName": "示例",
        "lastName": "委员二",
        "enabled": True,
        "attributes": {"counties": ["330102"], "member_id": ["M002"]},
        "credentials": [{"type": "password", "value": password, "temporary": False}],
    }
    made = admin.post("/admin/realms/cppcc/users", json=person)
    assert made.status_code == 201, made.text
    role = admin.get("/admin/realms/cppcc/roles/member").json()
    given = admin.post(f"{made.headers['location']}/role-mappings/realm", json=[role])
    assert given.status_code == 204, given.text
    # No service is up: what is tried is the way in, and that the page says so.
    upstreams = {name: f"127.0.0.1:{free_port()}" for name in registry.NAMES}
    issuer = f"{str(admin.base_url).rstrip('/')}/realms/cppcc"
    proxy = Nginx(tmp_path / "nginx", portal_port, upstreams, issuer)
    proxy.start()
    try:
        with chromium() as browser:
            seat = Seat(browser, f"http://localhost:{portal_port}", language="en")
            page = seat.page
            page.goto(f"{seat.origin}/portal/notices")
            page.locator("#username").fill("m002")
            page.locator("#password").fill(password)
            page.locator("#kc-login").click()
            page.wait_for_url(f"{seat.origin}/portal/notices")
            page.get_by_role("alert").first.wait_for()
            page.reload()
            page.wait_for_url(f"{seat.origin}/portal/notices")
            blocked = [one for one in seat.complaints if "Content Security Policy" in one]
            assert not blocked
            assert not [one for one in seat.strangers if not one.startswith(str(admin.base_url))]
    finally:
        proxy.stop()
