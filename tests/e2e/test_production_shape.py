"""The second deployment shape: six processes in production mode, passwords, a real Kafka, the real proxy, OIDC."""

import json
import re
import secrets
import time
from collections.abc import Generator, Iterator
from datetime import datetime
from typing import Any

import httpx
import jsonschema
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from chassis.clock import WALL
from ops import registry
from ops.embedded import ApacheKafka
from ops.portal import build
from ops.portal.serve import HEADERS
from tests.support.caller import Caller, eventually
from tests.support.files import pdf
from tests.support.production import Production, command

DOCS = registry.ROOT / "docs"
TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}
PROMISE = {"promise": "建成两处。", "due": "2030-06-30"}
FILING = {"session_id": "S15-1", "publish_consent": True, "text": TEXT}


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory, empty_kafka: ApacheKafka) -> Generator[Production]:
    build.build()
    started = Production(tmp_path_factory.mktemp("production"), empty_kafka)
    try:
        started.start()
        clerk = started.caller("clerk", "clerk", "county_admin")
        enrolled = {"member_id": "M001", "name": "示例委员一", "sector": "经济界", "term": 15}
        clerk.post("/submission/members", enrolled)
        linked = {"unit_id": "U001", "name": "示例局", "system": "government", "linked_committee": "经济委员会"}
        clerk.post("/submission/units", linked)
        window = {"plenary_opens": "2026-01-01T00:00:00+08:00", "plenary_cutoff": "2026-01-02T00:00:00+08:00"}
        clerk.post("/submission/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def clerk(production: Production) -> Caller:
    return production.caller("clerk", "clerk", "reviewer", "county_admin")


@pytest.fixture(scope="module")
def member(production: Production) -> Caller:
    return production.caller("M001", "member", member_id="M001")


def admitted(member: Caller, clerk: Caller) -> str:
    id = member.post("/submission/proposals", FILING)["id"]
    clerk.post(f"/submission/proposals/{id}/admit", {"topic_group": "民生"})
    return id


def is_problem(answer: httpx.Response, status: int, kind: str) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body["type"] == f"urn:cppcc:problem:{kind}"


def kinds_about(caller: Caller, proposal_id: str) -> set[str]:
    """What the caller was told of the proposal."""
    notices = caller.get("/notification/notices?limit=200").json()["items"]
    return {one["kind"] for one in notices if one["proposal_id"] == proposal_id}


async def records(servers: str) -> list[ConsumerRecord[bytes, bytes]]:
    """Everything on the six topics, as any Kafka client reads it."""
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [
            TopicPartition(f"{name}.events", number)
            for name in registry.NAMES
            for number in consumer.partitions_for_topic(f"{name}.events") or await _partitions(consumer, name)
        ]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[ConsumerRecord[bytes, bytes]] = []
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found += batch
        return found
    finally:
        await consumer.stop()


async def _partitions(consumer: Any, name: str) -> set[int]:
    await consumer._client.add_topic(f"{name}.events")
    await consumer._client.force_metadata_update()
    return consumer.partitions_for_topic(f"{name}.events") or set()


def events(found: list[ConsumerRecord[bytes, bytes]]) -> Iterator[tuple[dict[str, str], ConsumerRecord[bytes, bytes]]]:
    """Those that are CloudEvents; another test puts garbage beside them."""
    for record in found:
        headers = {name: value.decode() for name, value in record.headers}
        if "ce_specversion" in headers:
            yield headers, record


def test_the_proxy_serves_the_portal(production: Production) -> None:
    with httpx.Client(base_url=production.origin, trust_env=False) as client:
        for path in ("/", "/portal"):
            assert client.get(path).headers["location"] == "/portal/"
        pages = [client.get(f"/portal/{path}") for path in ("", "notices", "status", "sign-off/r1")]
        for page in pages:
            assert (page.status_code, page.text) == (200, pages[0].text)
            assert page.headers["cache-control"] == "no-cache"
            policy = page.headers["content-security-policy"]
            assert HEADERS["Content-Security-Policy"] == policy.replace(" connect-src 'self' http://127.0.0.1:9;", "")
        assert client.get("/portal/config.json").json() == {
            "issuer": "http://127.0.0.1:9/realms/none", "client_id": "portal",
        }  # fmt: skip
        (script,) = re.findall(r'src="(/portal/assets/[^"]+[.]js)"', pages[0].text)
        asset = client.get(script, headers={"Accept-Encoding": "gzip"})
        assert (asset.headers["content-encoding"], "javascript" in asset.headers["content-type"]) == ("gzip", True)
        assert "immutable" in asset.headers["cache-control"]
        assert is_problem(client.get("/portal/assets/none.js"), 404, "not-found")
        assert is_problem(client.get("/portal/assets/../../secret"), 404, "not-found")


async def test_a_proposal_goes_its_way_over_the_one_origin_and_any_client_reads_it(
    production: Production, clerk: Caller, member: Caller
) -> None:
    clerk2 = production.caller("clerk2", "clerk")
    office = production.caller("office", "assigning_office")
    unit = production.caller("U001", "unit", unit_id="U001")
    leader = production.caller("U001-leader", "unit_leader", unit_id="U001")
    id = admitted(member, clerk)
    eventually(lambda: clerk.get(f"/supervision/oversights/{id}").status_code == 200)
    eventually(lambda: office.get(f"/consultation/matters/{id}").status_code == 200)
    assignment = office.post("/consultation/assignments", {"proposal_id": id, "unit_id": "U001", "role": "sole"})["id"]
    unit.post(f"/consultation/assignments/{assignment}/accept")
    met = {
        "assignment_id": assignment,
        "form": "face_to_face",
        "requested_by": "承办单位",
        "held_on": datetime.now(WALL).date().isoformat(),
        "place": "示例会议室",
        "participants": ["示例委员一"],
        "minutes": "逐条交换意见。",
        "points_raised": 1,
        "points_agreed": 1,
    }
    for phase in ("before", "during"):
        held = unit.post("/consultation/consultations", met | {"phase": phase})["id"]
        member.post(f"/consultation/consultations/{held}/confirm")
        if phase == "before":
            unit.post(f"/consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"})
    content = {
        "answer_class": "solved",
        "answers": [{"suggestion": 1, "adoption": "planned", "why": "列入计划。", "commitment": PROMISE}],
        "signatory": "示例负责人",
        "contact": "示例科室",
        "text": "现答复如下。",
    }
    reply = unit.post("/consultation/replies", {"assignment_id": assignment, "content": content})["id"]
    leader.post(f"/consultation/replies/{reply}/approve")
    office.post(f"/consultation/replies/{reply}/vet")
    office.post(f"/consultation/replies/{reply}/issue", {"number": "示例函〔2026〕1号"})
    eventually(lambda: member.get(f"/supervision/sign-offs/{reply}").status_code == 200)
    said = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}
    clerk.post(f"/supervision/sign-offs/{reply}/paper", said | {"member_id": "M001", "scan_sha256": "f" * 64})
    clerk2.post(f"/supervision/sign-offs/{reply}/paper/M001/confirm")
    assert clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed"
    eventually(lambda: clerk.get(f"/consultation/assignments/{assignment}").json()["state"] == "closed")
    eventually(lambda: clerk.get(f"/conversion/commitments/{reply}.1").status_code == 200)
    eventually(lambda: all(one.status()["outbox"]["pending"] == 0 for one in production.services.values()))
    told = {"filed", "admitted", "assigned_to", "consultation_recorded", "reply_issued", "sign_off_due", "closed"}
    eventually(lambda: told <= kinds_about(member, id))
    eventually(lambda: {"assigned", "deadline_set", "assignment_closed"} <= kinds_about(unit, id))
    assert production.services["notification"].status()["waiting_notices"]["count"] == 0

    document = json.loads((DOCS / "asyncapi.json").read_text("utf-8"))
    headers_schema = jsonschema.Draft202012Validator(document["components"]["schemas"]["CloudEventHeaders"])
    channels = {channel["address"]: channel["messages"] for channel in document["channels"].values()}
    names = {
        address: {document["components"]["messages"][name]["name"] for name in messages}
        for address, messages in channels.items()
    }
    about: dict[str, list[int]] = {}
    seen: set[str] = set()
    for headers, record in events(await records(production.kafka.servers)):
        headers_schema.validate(headers)
        kind = headers["ce_type"]
        assert kind in names[record.topic]
        assert headers["ce_source"] == f"/cppcc/330100/{record.topic.removesuffix('.events')}"
        assert record.value is not None
        value = json.loads(record.value)
        jsonschema.validate(value, json.loads((DOCS / "schemas" / f"{kind}.json").read_text("utf-8")))
        if value.get("proposal_id") == id:
            assert record.key == id.encode(), "the events of one proposal are in one partition of each topic"
            about.setdefault(f"{record.topic} {headers['ce_subject']}", []).append(int(headers["ce_aggregateversion"]))
            seen.add(kind.split(".")[1])
    assert {"ProposalFiled", "ProposalAdmitted", "SupervisionOpened", "AssignmentIssued", "ReplyIssued",
            "MemberSignedOff", "SupervisionClosed", "CommitmentMade"} <= seen  # fmt: skip
    for aggregate, versions in about.items():
        distinct = list(dict.fromkeys(versions))
        assert distinct == list(range(1, len(distinct) + 1)), f"{aggregate} came out of order: {versions}"


async def test_malformed_bytes_on_every_topic_are_parked_and_nothing_else_stops(
    production: Production, clerk: Caller, member: Caller
) -> None:
    def parked(name: str) -> int:
        return production.services[name].status()["parked"].get("malformed", 0)

    before = {name: parked(name) for name in registry.NAMES}
    producer: Any = AIOKafkaProducer(bootstrap_servers=production.kafka.servers)
    await producer.start()
    for name in registry.NAMES:
        await producer.send_and_wait(f"{name}.events", b"\xff\xfe\x00{", key=b"\xff")
        await producer.send_and_wait(f"{name}.events", None, key=b"k", headers=[("ce_specversion", b"1.0")])
        await producer.send_and_wait(f"{name}.events", b"{}", headers=[("ce_specversion", b"\xff"), ("ce_id", b"")])
    await producer.stop()
    id = admitted(member, clerk)
    eventually(lambda: clerk.get(f"/supervision/oversights/{id}").status_code == 200)
    for name in registry.NAMES:
        heard = [one for one in registry.service(name).subscriptions if one.endswith(".events")]
        expected = before[name] + 3 * len(heard)
        eventually(lambda name=name, expected=expected: parked(name) == expected)
        state = production.services[name].status()
        assert state["ready"]
        assert set(state["parked"]) <= {"malformed"}


@pytest.mark.parametrize("chunked", [False, True])
def test_ten_megabytes_are_refused_by_the_proxy_and_by_the_service_itself(
    production: Production, member: Caller, chunked: bool
) -> None:
    body = secrets.token_bytes(1024 * 1024)

    def pieces() -> Iterator[bytes]:
        for _ in range(10):
            yield body

    headers = dict(member.client.headers) | {"Idempotency-Key": "large", "Content-Type": "application/json"}
    own = f"http://127.0.0.1:{production.services['submission'].port}"
    for origin in (production.origin, own):
        for language, title in (("zh-CN", "请求内容过大"), ("en-GB", "The request is too large")):
            answer = httpx.post(
                f"{origin}/submission/proposals",
                content=pieces() if chunked else body * 10,
                headers=headers | {"Accept-Language": language},
                trust_env=False,
                timeout=60,
            )
            assert is_problem(answer, 413, "too-large")
            assert answer.json()["title"] == title
    assert member.get("/submission/proposals").status_code == 200


def test_a_file_goes_in_and_out_through_the_proxy(production: Production, member: Caller) -> None:
    """Of 5 MB, which no other route takes; one that the county does not take is told so, not cut off."""
    draft = f"/submission/drafts/{member.post('/submission/drafts')['id']}/attachments"
    content = pdf() + bytes(range(256)) * 20_000

    def attach(sent: bytes) -> httpx.Response:
        key = {"Idempotency-Key": secrets.token_hex(8)}
        return member.client.post(draft, params={"name": "附件.pdf"}, content=sent, headers=key)

    view = attach(content)
    assert view.status_code == 201, view.text
    with member.client.stream("GET", f"/submission/attachments/{view.json()['id']}") as answer:
        received = answer.iter_bytes()
        first = next(received)
        # A phone on a bad line: the proxy puts aside what is not taken yet.
        time.sleep(1)
        assert first + b"".join(received) == content
    # Beyond the county's policy, and beyond what the proxy lets through.
    for megabytes in (40, 70):
        assert is_problem(attach(pdf() + bytes(megabytes * 1024 * 1024)), 413, "too-large")
    assert len(member.get(draft).json()) == 1


def test_another_county_does_not_exist(production: Production, clerk: Caller, member: Caller) -> None:
    id = member.post("/submission/proposals", FILING)["id"]
    neighbour = production.caller("clerk", "clerk", counties=["330103"])
    assert is_problem(neighbour.get(f"/submission/proposals/{id}"), 404, "not-found")
    asked = clerk.client.get(f"/submission/proposals/{id}", headers={"X-County": "330103"})
    assert is_problem(asked, 404, "not-found")
    assert clerk.get(f"/submission/proposals/{id}").status_code == 200


def test_a_stale_version_is_refused_and_a_repeated_key_gets_the_first_answer(clerk: Caller, member: Caller) -> None:
    key = {"Idempotency-Key": secrets.token_hex(8)}
    first = member.client.post("/submission/proposals", json=FILING, headers=key)
    again = member.client.post("/submission/proposals", json=FILING, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    other = member.client.post("/submission/proposals", json=FILING | {"publish_consent": False}, headers=key)
    assert is_problem(other, 422, "key-reused")

    path = f"/submission/proposals/{first.json()['id']}/text"
    tag = {"If-Match": first.headers["etag"]}
    edited = TEXT | {"situation": "助餐点只有三处。"}

    def put(**headers: str) -> httpx.Response:
        return clerk.client.put(path, json=edited, headers={"Idempotency-Key": secrets.token_hex(8)} | headers)

    assert is_problem(put(), 428, "precondition-required")
    assert put(**tag).status_code == 200
    stale = put(**tag)
    assert is_problem(stale, 412, "stale")
    assert stale.json()["current"]["text"]["situation"] == "助餐点只有三处。"


def test_the_origin_shows_nothing_but_the_services(production: Production, member: Caller) -> None:
    for path in ("/dev-issuer/people", "/submission", "/submission/metrics", "/submission/health/ready", "/x/y"):
        assert is_problem(member.get(path), 404, "not-found")
    with httpx.Client(base_url=production.origin, trust_env=False) as stranger:
        assert is_problem(stranger.get("/submission/proposals"), 401, "unauthenticated")


def test_a_service_that_is_away_is_said_and_the_others_go_on(
    production: Production, clerk: Caller, member: Caller
) -> None:
    away = production.services["supervision"]
    assert away.stop() == 0
    assert is_problem(clerk.get("/supervision/oversights"), 503, "unavailable")
    id = admitted(member, clerk)
    away.start()
    eventually(lambda: away.status()["ready"], 120)
    eventually(lambda: clerk.get(f"/supervision/oversights/{id}").status_code == 200)


def test_the_server_believes_no_role_without_its_password(production: Production) -> None:
    settings = production.settings("submission")
    wrong = settings["CPPCC_DATABASE_APP"].replace(production.passwords["submission_app"], "0" * 32)
    done = command("replay", "submission", CPPCC_SERVER_URL=wrong)
    assert done.returncode != 0
    assert "password authentication failed" in done.stderr


def test_serve_refuses_what_is_not_fit_for_production_and_shows_no_secret(production: Production) -> None:
    unfit = production.settings("submission") | {
        "CPPCC_ISSUER": "http://127.0.0.1:8080/dev-issuer",
        "CPPCC_CLOCK_OFFSET_SECONDS": "60",
    }
    done = command("serve", "submission", **unfit)
    assert done.returncode == 1
    assert "issuer is the development issuer" in done.stderr
    assert "clock_offset_seconds" in done.stderr
    assert not any(password in done.stdout + done.stderr for password in production.passwords.values())


def test_every_process_ends_a_sigterm_as_a_success(production: Production) -> None:
    for service in production.services.values():
        assert service.stop() == 0, service.log.read_text("utf-8", "replace")[-2000:]
    for service in production.services.values():
        service.start()
    for service in production.services.values():
        eventually(lambda service=service: service.status()["ready"], 180)
