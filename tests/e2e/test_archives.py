"""Archives of a session's proposals: what each service gives of its own, joined by the command, and checked offline."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from docx import Document

from ops import archive
from tests.support.caller import eventually
from tests.support.platform import Platform
from tests.support.walking import TITLE, Walk

COUNTY = "330102"


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_sessions_archives_are_made_gone_on_with_and_hold_until_somebody_touches_them(
    platform: Platform, tmp_path: Path
) -> None:
    platform.up()
    walk = Walk(platform).prepared()
    id, reply = walk.answered()
    walk.signed_on_paper(id, reply)
    second = walk.filed()
    walk.admitted(second)
    eventually(lambda: walk.clerk.get(f"/conversion/dossiers/{id}").json().get("closed_at"))
    eventually(lambda: walk.clerk.get(f"/supervision/oversights/{second}").status_code == 200)
    body = {
        "proposal_id": id, "suggestion": 1, "kind": "decision", "title": "列入年度民生实事", "evidence": "示例",
        "achieved_on": "2026-01-02", "facts": {"document": "示例发〔2026〕1号"},
    }  # fmt: skip
    walk.clerk.post("/conversion/outcomes", body)

    out, token = tmp_path / "archives", tmp_path / "token"
    token.write_text(walk.clerk.client.headers["authorization"].removeprefix("Bearer "))
    command = (
        "archive", "make", "S15-1", "--county", COUNTY, "--out", str(out), "--token-file", str(token),
        "--origin", platform.origin, "--format", "docx",
    )  # fmt: skip
    done = platform.command_alone(*command)
    assert (done.returncode, done.stdout.count(" made ")) == (0, 2), done.stdout + done.stderr
    first = next(path for path in out.glob("*.zip") if id in path.name)
    found = files(first)
    the_archive_is_whole(found, id, reply)
    assert platform.command_alone("archive", "verify", str(out)).returncode == 0

    # The same command goes on where it was cut off, and makes the same bytes again of what has not changed.
    digest = hashlib.sha256(first.read_bytes()).hexdigest()
    first.unlink()
    done = platform.command_alone(*command)
    assert (done.returncode, done.stdout.count(" made "), done.stdout.count(" kept ")) == (0, 1, 1), done.stdout
    assert hashlib.sha256(first.read_bytes()).hexdigest() == digest
    first.write_bytes(first.read_bytes()[:-200])
    done = platform.command_alone(*command)
    assert (done.stdout.count(" made "), hashlib.sha256(first.read_bytes()).hexdigest()) == (1, digest)

    nobody_alters_it_unseen(first, found)
    broken = first.read_bytes()
    (out / "index.json").write_text((out / "index.json").read_text().replace(digest, "0" * 64))
    told = platform.command_alone("archive", "verify", str(out))
    assert (told.returncode, "not the file that the index names" in told.stdout) == (1, True)
    assert first.read_bytes() == broken

    member = tmp_path / "member"
    member.write_text(walk.member.client.headers["authorization"].removeprefix("Bearer "))
    refused = platform.command_alone(*command[:8], str(member), *command[9:])
    assert (refused.returncode, "of a clerk or an auditor" in refused.stderr) == (1, True), refused.stderr
    token.write_text("nothing")
    refused = platform.command_alone(*command)
    assert (refused.returncode, "401" in refused.stderr) == (1, True), refused.stderr
    assert digest not in (out / "index.json").read_text(), "who may read nothing has written an index"


def the_archive_is_whole(found: dict[str, bytes], id: str, reply: str) -> None:
    manifest = json.loads(found["manifest.json"])
    assert (manifest["proposal_id"], manifest["title"], manifest["case_number"]) == (id, TITLE, 1)
    assert ([one["service"] for one in manifest["parts"]], manifest["missing"]) == (list(archive.SERVICES), [])
    text = words(found["submission/提案.docx"])
    assert "示例委员一" in text
    assert "在每个街道至少增设两处助餐点。" in text
    letters = [name for name in found if name.startswith("consultation/") and name.endswith(".docx")]
    assert sorted(name.split(" ")[0] for name in letters) == [
        "consultation/交办通知", "consultation/协商纪要", "consultation/协商纪要", "consultation/答复函",
    ]  # fmt: skip
    assert "已列入实施方案" in words(next(found[name] for name in letters if "答复函" in name))
    evidence = json.loads(found[f"supervision/sign-off-evidence-{reply}.json"])
    assert evidence["reply_id"] == reply
    assert json.loads(found["submission/attachments.json"]) == []
    (outcome,) = json.loads(found["conversion/outcomes.json"])
    assert outcome["facts"]["document"] == "示例发〔2026〕1号"
    for service, types in (
        ("submission", {"cppcc.ProposalFiled.v1", "cppcc.ProposalAdmitted.v1"}),
        ("consultation", {"cppcc.ReplyIssued.v1", "cppcc.ConsultationConfirmed.v1"}),
        ("supervision", {"cppcc.MemberSignedOff.v1", "cppcc.SupervisionClosed.v1"}),
        ("conversion", {"cppcc.FollowUpOpened.v1", "cppcc.OutcomeRecorded.v1"}),
    ):
        events = [json.loads(line) for line in found[f"{service}/events.jsonl"].decode().splitlines()]
        assert types <= {one["type"] for one in events}, service
        assert {one["subject_proposal"] for one in events} == {id}


def nobody_alters_it_unseen(path: Path, found: dict[str, bytes]) -> None:
    """Also who mends the digests after himself is found out by the chain and by the signature."""
    assert archive.check(path.read_bytes()) == []
    for name in found:
        wrong = archive.check(packed(found | {name: found[name] + b" "}))
        # A manifest of its own with a blank more says the same.
        assert wrong or name == "manifest.json", name
        if name != "manifest.json":
            assert archive.check(packed({one: data for one, data in found.items() if one != name})), name
    assert archive.check(packed(found | {"conversion/extra.json": b"{}"}))

    def altered(name: str, change: Callable[[str], str]) -> list[str]:
        service, file = name.split("/")
        data = change(found[name].decode())
        assert data != found[name].decode()
        part = json.loads(found[f"{service}/manifest.json"])
        for one in part["files"]:
            if one["name"] == file:
                one |= {"sha256": hashlib.sha256(data.encode()).hexdigest(), "bytes": len(data.encode())}
        manifest = json.dumps(part, ensure_ascii=False).encode()
        whole = json.loads(found["manifest.json"])
        for one in whole["parts"]:
            if one["service"] == service:
                one["manifest_sha256"] = hashlib.sha256(manifest).hexdigest()
        mended = {
            name: data.encode(),
            f"{service}/manifest.json": manifest,
            "manifest.json": json.dumps(whole).encode(),
        }
        return archive.check(packed(found | mended))

    events = "consultation/events.jsonl"
    assert any("was altered" in one for one in altered(events, lambda text: text.replace("已列入实施方案", "不予考虑")))
    assert any(
        "does not follow" in one for one in altered(events, lambda text: "\n".join(text.splitlines()[1:]) + "\n")
    )
    assert altered(events, lambda text: "\n".join(text.splitlines()[:-1]) + "\n")
    evidence = next(name for name in found if "sign-off-evidence" in name)
    assert altered(
        evidence, lambda text: text.replace('\\"result\\":\\"satisfied\\"', '\\"result\\":\\"dissatisfied\\"')
    )


def packed(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    return out.getvalue()
