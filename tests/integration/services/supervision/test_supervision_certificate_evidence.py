"""What was signed with an SM2 certificate speaks for itself: offline, in both languages, and not once it is altered."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.supervision import CertificateRegistered, MemberSignedOff
from services.supervision.app import SERVICE
from services.supervision.signoff.file import EvidenceFile
from tests.support.certificates import Holder, Issuer
from tests.support.harness import Harness, Serve
from tests.support.signing import asked, certified, checked, of, register, rewritten, tampered, trust

START = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
async def h(serve: Serve, ca: Issuer) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    await trust(h, ca.pem)
    return h


@pytest.fixture
async def kept(h: Harness, holder: Holder, tmp_path: Path) -> Path:
    await asked(h, "M1", "M2")
    await register(h, holder)
    assert (await certified(h, holder, comment="办得好")).status_code == 200
    path = tmp_path / "evidence.json"
    path.write_bytes((await h.client("auditor").get("/sign-offs/r1/evidence")).content)
    return path


async def test_the_evidence_says_offline_in_both_languages_who_signed_with_whose_certificate(
    kept: Path, ca: Issuer, holder: Holder, tmp_path: Path
) -> None:
    for more in ((), ("--anchor", ca.file)):
        code, said = checked(kept, *more)
        assert code == 0, said
        for words in (
            "proven (sm2): 委员 M1", "SM2 证书（持有人 CN=示例委员001,O=Sample County,C=CN", f"其 SHA-256 {ca.id}",
            "clerk 与 clerk2 当面核验登记", "结果满意、过程满意、对结果同意，意见：办得好",
            "Member M1 signed at", "with an SM2 certificate (holder CN=示例委员001", f"with SHA-256 {ca.id}",
            "result satisfied (agreed to), process satisfied; opinion: 办得好", "unsigned: M2",
        ):  # fmt: skip
            assert words in said, (words, said)
    other = Issuer(tmp_path / "other", "ca")
    code, said = checked(kept, "--anchor", other.file)
    assert (code, "among those that are trusted" in said, "签发者不受信任" in said) == (1, True, True), said
    assert checked(kept, "--anchor", other.file, "--anchor", ca.file)[0] == 0
    (tmp_path / "rubbish").write_text("示例", "utf-8")
    assert checked(kept, "--anchor", tmp_path / "rubbish")[0] == 1
    assert checked(kept, "--anchor", tmp_path / "nothing")[0] == 1


async def test_one_altered_byte_of_reply_rating_certificate_or_signature_fails_with_its_reason(kept: Path) -> None:
    whole = json.loads(kept.read_text("utf-8"))
    (signature,) = [one for one in whole["sign_off"] if one["type"] == MemberSignedOff.wire_name()]
    evidence = json.loads(signature["data"])["evidence"]
    leaf, text_ = evidence["chain"][0], evidence["signature"]

    def reply(file: dict[str, Any]) -> None:
        file["reply"] = file["reply"].replace("已采纳", "已采内")

    def replaced(old: str, new: str, where: str) -> Callable[[dict[str, Any]], None]:
        def change(file: dict[str, Any]) -> None:
            for row in file["sign_off"] if where == "sign_off" else file["keyrings"]["M1"]:
                row["data"] = row["data"].replace(old, new)

        return change

    for change, en, zh in (
        (reply, "the reply is not the one", "答复不是请委员签字的那一份"),
        (replaced('"process":"satisfied"', '"process":"dissatisfied"', "sign_off"), "was altered", "被改动"),
        (replaced(leaf, tampered(leaf), "sign_off"), "was altered", "被改动"),
        (replaced(leaf, tampered(leaf), "keyrings"), "was altered", "被改动"),
        (replaced(text_, tampered(text_), "sign_off"), "was altered", "被改动"),
        (lambda file: file["keyrings"].clear(), "events are missing", "缺少事件"),
        (lambda file: file["keyrings"]["M1"].pop(0), "missing, or was exchanged", "缺失或被调换"),
    ):  # fmt: skip
        file = copy.deepcopy(whole)
        change(file)
        assert file != whole
        kept.write_text(json.dumps(file, ensure_ascii=False), "utf-8")
        code, said = checked(kept)
        assert (code, en in said, zh in said) == (1, True, True), said


async def test_chains_that_were_written_anew_do_not_make_a_signature(
    kept: Path, h: Harness, ca: Issuer, holder: Holder, second: Holder
) -> None:
    """Who holds the store can write the hashes anew, and no signature and no certificate."""
    file = EvidenceFile.model_validate_json(kept.read_text("utf-8"))
    (event,) = await of(h, MemberSignedOff)
    (registered,) = await of(h, CertificateRegistered)
    leaf, anchor = registered.chain
    signature = event.evidence.signature
    stored, spoken = '"process":"satisfied"', '\\"process\\":\\"satisfied\\"'
    worse = {one: one.replace("satisfied", "dissatisfied") for one in (stored, spoken)}
    usable = registered.usable_from.isoformat().replace("+00:00", "Z")
    cases: list[tuple[dict[str, str], str]] = [
        ({stored: worse[stored]}, "what M1 signed is not what is stored: process"),
        (worse, "the signature of M1 does not hold"),
        ({'"confirmed_by":"clerk2"': '"confirmed_by":"clerk"'}, "by one member of staff alone"),
        ({usable: "2026-04-01T00:00:00Z"}, "could not sign before"),
        ({f'"credential_id":"{holder.id}"': f'"credential_id":"{second.id}"'}, "never bound"),
        ({registered.public_key: tampered(registered.public_key)}, "the certificate of M1 does not hold"),
        *(({leaf: tampered(leaf, place)}, "the certificate of M1 does not hold") for place in range(0, len(leaf), 37)),
        *(
            ({signature: tampered(signature, place)}, "the signature of M1 does not hold")
            for place in range(len(signature))
        ),
    ]
    kept.write_text(rewritten(file, str), "utf-8")
    assert checked(kept, "--anchor", ca.file)[0] == 0
    for changes, reason in cases:
        kept.write_text(rewritten(file, put(changes)), "utf-8")
        code, said = checked(kept)
        assert (code, reason in said) == (1, True), (changes, said)
    # Of the anchor the words give the fingerprint; whoever has it from its issuer sees that it is another.
    for place in range(0, len(anchor), 29):
        kept.write_text(rewritten(file, put({anchor: tampered(anchor, place)})), "utf-8")
        code, said = checked(kept, "--anchor", ca.file)
        assert (code, "the certificate of M1 does not hold" in said) == (1, True), said


def put(changes: dict[str, str]) -> Callable[[str], str]:
    def change(data: str) -> str:
        for old, new in changes.items():
            data = data.replace(old, new)
        return data

    return change
