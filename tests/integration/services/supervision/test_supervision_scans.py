"""The scan of a paper form is a file, the very one that the form's record is bound to."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from chassis.blobs import Received
from chassis.sweep import Sweeper
from contracts.supervision import PaperScanAdded
from ops.cli import app
from services.supervision.app import SERVICE
from services.supervision.signoff.store import named_files
from tests.support import files
from tests.support.harness import COUNTY, Client, Harness, Serve
from tests.support.signing import SAID, admitted, assigned, replied

SCAN = files.pdf("签字表")
DIGEST = hashlib.sha256(SCAN).hexdigest()
PATH = "/sign-offs/r1/paper/M1/scan"


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(datetime(2026, 3, 2, 2, tzinfo=UTC))
    await h.deliver(admitted("p1", "M1", "M2"), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h, copies=("M1", "M2")), "r1")
    return h


async def enter(h: Harness, digest: str = DIGEST) -> None:
    form = SAID | {"member_id": "M1", "scan_sha256": digest}
    assert (await h.client("clerk").post("/sign-offs/r1/paper", json=form)).is_success


async def confirm(h: Harness) -> httpx.Response:
    return await h.client("clerk", subject="clerk2").post("/sign-offs/r1/paper/M1/confirm")


async def send(client: Client, content: bytes = SCAN, name: str = "签字表.pdf", **headers: str) -> httpx.Response:
    return await client.post(PATH, params={"name": name}, content=content, headers=headers)


def rule(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def require_scans(h: Harness) -> None:
    admin = h.client("county_admin")
    found = await admin.get("/policies/sign-off")
    body = {"document": found.json()["document"] | {"scan_required": True}}
    assert (await admin.put("/policies/sign-off", json=body, headers={"If-Match": found.headers["etag"]})).is_success


async def test_it_is_taken_bound_and_given_back_to_who_sees_the_sign_off(h: Harness) -> None:
    await enter(h)
    answer = await send(h.client("clerk"), name="C:\\扫描\\签字表.pdf")
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert (said["name"], said["media_type"], said["sha256"], said["bytes"]) == (
        "签字表.pdf", "application/pdf", DIGEST, len(SCAN),
    )  # fmt: skip
    (added,) = [e for e in await h.published() if isinstance(e, PaperScanAdded)]
    assert (added.member_id, added.scan.sha256, added.added_by) == ("M1", DIGEST, "clerk")
    for client in (h.client("member", member_id="M1"), h.client("member", member_id="M2"), h.client("auditor")):
        got = await client.get(PATH)
        assert (got.status_code, got.content) == (200, SCAN)
    assert (await h.client("member", member_id="M9").get(PATH)).status_code == 404
    assert (await h.client("unit", unit_id="U1").get(PATH)).status_code == 403
    assert (await send(h.client("member", member_id="M1"))).status_code == 403
    assert (await h.client("auditor").get("/sign-offs/r1")).json()["scans"] == ["M1"]
    assert (await h.client("auditor").get("/sign-offs/r1/paper/M2/scan")).status_code == 404


async def test_the_second_clerk_reads_what_was_entered_and_confirms_that_and_nothing_since(h: Harness) -> None:
    clerk, other = h.client("clerk"), h.client("clerk", subject="clerk2")
    form = "/sign-offs/r1/paper/M1"
    assert (await other.get(form)).status_code == 404
    await enter(h)
    seen = await other.get(form)
    said = seen.json()
    assert (said["entered_by"], said["scan_sha256"], said["scan"]) == ("clerk", DIGEST, None)
    assert {name: said["opinion"][name] for name in SAID} == SAID
    assert (await send(clerk)).is_success
    seen = await other.get(form)
    assert (seen.json()["scan"]["name"], seen.json()["scan"]["sha256"]) == ("签字表.pdf", DIGEST)
    for client in (h.client("member", member_id="M1"), h.client("auditor"), h.client("unit", unit_id="U1")):
        assert (await client.get(form)).status_code == 403

    # Entered anew meanwhile, and otherwise: what the second clerk saw is not what would count.
    again = SAID | {"member_id": "M1", "scan_sha256": DIGEST, "result": "dissatisfied"}
    assert (await clerk.post("/sign-offs/r1/paper", json=again)).is_success
    assert (await other.post(f"{form}/confirm", headers={"If-Match": seen.headers["ETag"]})).status_code == 412
    assert (await other.get(form)).json()["opinion"]["result"] == "dissatisfied"
    now = await other.get(form)
    assert (await other.post(f"{form}/confirm", headers={"If-Match": now.headers["ETag"]})).is_success
    assert (await other.get(form)).status_code == 404


async def test_only_the_file_that_was_entered_is_taken_and_once(h: Harness) -> None:
    clerk = h.client("clerk")
    assert rule(await send(clerk)) == "no-paper"
    await enter(h)
    assert rule(await send(clerk, files.pdf("另一张"))) == "scan-differs"
    key = {"Idempotency-Key": "scan-key-0001"}
    first = await send(clerk, **key)
    assert (first.status_code, (await send(clerk, **key)).json()) == (201, first.json())
    assert rule(await send(clerk)) == "scanned-already"


async def test_its_kind_is_what_its_bytes_say(h: Harness) -> None:
    for content, name in (
        (files.docx("签字表"), "签字表.pdf"),
        (files.docx("签字表"), "签字表.docx"),
        (b"MZ", "签字表.pdf"),
    ):
        await enter(h, hashlib.sha256(content).hexdigest())
        assert (await send(h.client("clerk"), content, name)).status_code in (409, 415, 422)
    assert not [e for e in await h.published() if isinstance(e, PaperScanAdded)]


async def test_a_county_has_it_compared_before_it_counts(h: Harness) -> None:
    await require_scans(h)
    await enter(h)
    assert rule(await confirm(h)) == "scan-missing"
    assert (await send(h.client("clerk"))).is_success
    assert (await confirm(h)).status_code == 200


async def test_a_form_that_is_entered_again_needs_its_own_scan(h: Harness) -> None:
    await require_scans(h)
    await enter(h)
    assert (await send(h.client("clerk"))).is_success
    await enter(h, hashlib.sha256(files.pdf("更正")).hexdigest())
    assert rule(await confirm(h)) == "scan-missing"
    assert (await h.client("auditor").get(PATH)).status_code == 404
    assert (await send(h.client("clerk"), files.pdf("更正"))).is_success
    assert (await confirm(h)).status_code == 200
    assert (await h.client("auditor").get(PATH)).content == files.pdf("更正")


async def test_the_evidence_is_compared_with_the_file(h: Harness, tmp_path: Path) -> None:
    """Also of a form that was confirmed by its digest alone and whose file came later."""
    await enter(h)
    assert (await confirm(h)).is_success
    assert (await send(h.client("clerk"))).status_code == 201
    path, scan, other = (tmp_path / name for name in ("evidence.json", "scan.pdf", "other.pdf"))
    path.write_bytes((await h.client("auditor").get("/sign-offs/r1/evidence")).content)
    scan.write_bytes(SCAN)
    other.write_bytes(SCAN + b" ")

    def checked(*scans: Path) -> tuple[int, str]:
        options = [part for one in scans for part in ("--scan", str(one))]
        result = CliRunner().invoke(app, ["audit", "signoff", str(path), *options])
        return result.exit_code, " ".join(result.output.split())

    code, said = checked(scan)
    assert (code, "scan scan.pdf: the form of M1" in said) == (0, True), said
    for scans, why in (((scan, other), "the scan of no paper form"), ((tmp_path / "none.pdf",), "cannot be read")):
        code, said = checked(*scans)
        assert (code, why in said) == (1, True), said


async def test_the_sweeper_leaves_what_a_form_names(h: Harness) -> None:
    await enter(h)
    assert (await send(h.client("clerk"))).is_success
    blobs, stray = h.runtime.blobs, files.pdf("无主")
    incoming = Path(h.files.name) / "stray"
    incoming.write_bytes(stray)
    digest = hashlib.sha256(stray).hexdigest()
    await blobs.put(COUNTY, Received(incoming, len(stray), digest))
    for path in Path(h.files.name).rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    assert await Sweeper(named_files).sweep_all(h.runtime) == 1
    assert (await h.client("auditor").get(PATH)).content == SCAN
