"""What there is in each service before its surface is tried: records in as many states as come easily."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chassis.bus import Message
from chassis.clock import wall_date
from contracts import external
from contracts.envelope import Envelope
from contracts.submission import ArchivedProposalRecorded, SessionScheduled
from contracts.supervision import PasskeyEnrolmentBegun, PasskeyRevoked
from ops.authenticator import SoftwareAuthenticator
from services.consultation.package.jobs import JOBS, KINDS
from services.conversion.compilation import jobs as compilation_jobs
from services.evaluation.mutual_review.domain import review_id as mutual_review_id
from services.evaluation.mutual_review.policy import POLICY as MUTUAL
from services.evaluation.opinion_form.commands import new_receipt
from services.evaluation.opinion_form.policy import POLICY as OPINION_FORM
from services.evaluation.report import jobs as reports
from services.supervision.exchange.intake import Intake
from tests.support import certificates, desk, facts, files, keyselection, promises, reaching, signing, watched
from tests.support.golden import golden
from tests.support.harness import COUNTY, Client, Harness
from tests.support.letters import name_everybody
from tests.support.life import life
from tests.support.otherside import directive
from tests.support.surface import Known, World
from tests.support.surfacesubmission import ok, submission

BASE: Known = {
    "member_id": ["M1", "M2", "M3", "M4", "M9"], "body_id": ["B1"], "unit_id": ["U1", "U2"],
    "proposal_id": ["P1", "P2"], "session_id": ["S15-1"], "call_id": ["C1", "C2"], "assignment_id": ["A1"],
    "reply_id": ["R1"],
    "consultation_id": ["C1"], "scheme_id": ["example-handling"],
}  # fmt: skip


STANDING = "standing_committee"
ATTEMPTS = [{"on": f"2026-02-{day:02d}", "how": "电话"} for day in (3, 9, 16)]


async def hear(h: Harness) -> None:
    """The life of one proposal, as the other services tell it."""
    for said in life():
        if f"{said.topic}.events" in h.runtime.service.subscriptions:
            await h.deliver(said.event, said.aggregate_id)


async def consultation(h: Harness) -> Known:
    """An assignment in each state, and a reply in each."""
    await desk.enrol(h, "U1", "U2")
    office, unit, leader = (
        h.client("assigning_office"),
        h.client("unit", unit_id="U1"),
        h.client("unit_leader", unit_id="U1"),
    )
    first, other = h.client("member", member_id="M1"), h.client("unit", unit_id="U2", subject="u2")
    ids = [f"P{n}" for n in range(1, 31)]
    for id in (*ids, "P-alone", "P-led"):
        await h.deliver(desk.ADMITTED.model_copy(update={"proposal_id": id}), id)
    free = iter(ids)
    meetings: list[str] = []

    async def assign(who: str = "U1", role: str = "lead", id: str = "") -> str:
        wanted = {"proposal_id": id or next(free), "unit_id": who, "role": role}
        return (await ok(office, "/assignments", wanted))["id"]

    async def unanswered() -> tuple[str, str]:
        """Assigned a month ago, so that there are days on which they were asked: one whose member does not answer, and
        a reply whose helper does not."""
        today = h.clock.now()
        h.clock.set(today - timedelta(days=28))
        held_on = wall_date(h.clock.now()).isoformat()
        led, helping = await assign("U2", "lead", "P-led"), await assign("U1", "helper", "P-led")
        alone = await assign(id="P-alone")
        for who, id in ((other, led), (unit, helping), (unit, alone)):
            await ok(who, f"/assignments/{id}/accept")
        for phase in ("before", "during"):
            held = desk.a_meeting(led, phase, held_on=held_on)
            await ok(first, f"/consultations/{(await ok(other, '/consultations', held))['id']}/confirm")
        await ok(other, f"/assignments/{led}/agree-plan", {"plan": "分步实施"})
        reply = (await ok(other, "/replies", desk.a_reply(led)))["id"]
        h.clock.set(today)
        return alone, reply

    async def accepted(held: tuple[str, ...] = (), confirmed: bool = True) -> str:
        assignment = await assign()
        await ok(unit, f"/assignments/{assignment}/accept")
        for phase in held:
            meeting = (await ok(unit, "/consultations", desk.a_meeting(assignment, phase)))["id"]
            meetings.append(meeting)
            if confirmed:
                await ok(first, f"/consultations/{meeting}/confirm")
        return assignment

    async def returned() -> str:
        assignment = await assign(role="sole")
        await ok(unit, f"/assignments/{assignment}/return", {"reason": "示例理由", "suggested_unit": "U2"})
        return assignment

    async def planned() -> str:
        assignment = await accepted(("before", "during"))
        await ok(unit, f"/assignments/{assignment}/agree-plan", {"plan": "分步实施"})
        return assignment

    async def drafted(*steps: tuple[Client, str, Any]) -> str:
        reply = (await ok(unit, "/replies", desk.a_reply(await planned())))["id"]
        for who, step, body in steps:
            await ok(who, f"/replies/{reply}/{step}", body)
        return reply

    alone, waiting = await unanswered()
    assignments = [await assign(), await assign(), await accepted(), await accepted(("before",))]
    assignments += [await accepted(("before",), confirmed=False), await returned(), await returned(), await planned()]
    for further in (("dispute",), ()):
        refused = await returned()
        await ok(office, f"/assignments/{refused}/refuse-return", {"reason": "示例理由"})
        for step in further:
            await ok(leader, f"/assignments/{refused}/{step}", {"statement": "示例异议"})
        assignments.append(refused)
    objected, refused = assignments[-2:]
    asking = await accepted(("before",))
    await ok(unit, f"/assignments/{asking}/request-helper", {"unit_id": "U2", "reason": "示例理由"})
    disputed = meetings[2]
    recorded = meetings[1]
    material = await brought(unit, recorded, "示例材料")
    await ok(first, f"/consultations/{disputed}/dispute", {"statement": "示例异议"})
    asked = {"phase": "during", "reason": "示例理由"}
    call = (await ok(first, f"/assignments/{asking}/call-for-consultation", asked))["id"]
    approve, vet = (leader, "approve", None), (office, "vet", {})
    replies = [await drafted(), await drafted(), await drafted(approve), await drafted(approve, vet), waiting]
    await name_everybody(h)
    replies.append(await drafted(approve, vet, (office, "issue", {"number": "示例函〔2026〕1号"})))
    soon = {"phase": "during", "at": (h.clock.now() + timedelta(minutes=10)).isoformat(), "place": "示例会议室"}
    coming = (await ok(unit, f"/assignments/{assignments[2]}/schedule", soon | {"invited": ["示例委员"]}))["id"]
    of_levels = await levels(h)
    code = (await unit.get(f"/consultations/{coming}/sign-in-code")).json()["code"]
    return BASE | await packages(h) | of_levels | {
        "GET /archive-parts/{proposal_id}": [(ids[0], None)],
        "proposal_id": ids, "assignment_id": [*assignments, asking, asking], "since": replies,
        "consultation_id": [*meetings[:3], disputed],
        "reply_id": replies, "unit_id": ["U1", "U2", "U2"], "content": [desk.a_reply(alone)["content"]],
        "POST /consultations/{consultation_id}/decline": [(call, {"reason": "示例理由"})],
        "POST /assignments": [("", {"proposal_id": next(free), "unit_id": "U1", "role": "lead"})],
        "POST /assignments/{assignment_id}/decide-dispute": [(objected, {"reason": "示例理由"})],
        "POST /assignments/{assignment_id}/decide-helper": [(asking, {"unit_id": "U2", "granted": True})],
        "POST /assignments/{assignment_id}/reassign": [(assignments[5], {"unit_id": "U2"})],
        "POST /assignments/{assignment_id}/release": [
            (alone, {"phase": "before", "attempts": ATTEMPTS, "reason": "示例"})
        ],
        "POST /consultations": [("", desk.a_meeting(assignments[3], "during"))],
        "POST /consultations/{consultation_id}/confirm": [(recorded, {"files": [material["sha256"]]})],
        "GET /consultations/{consultation_id}/sign-in-code": [(coming, None)],
        "POST /consultations/{consultation_id}/sign-in": [(coming, {"code": code})],
        "POST /consultations/{consultation_id}/attendance": [(coming, {"name": "示例群众", "role": "beneficiary"})],
        "POST /consultations/{consultation_id}/documents": [(recorded, files.docx("示例附件"))],
        "GET /consultations/{consultation_id}/documents/{document_id}": [((recorded, material["id"]), None)],
        "POST /consultations/{consultation_id}/documents/{document_id}/remove": [
            ((recorded, material["id"]), {"reason": "示例理由"})
        ],
        "POST /replies": [("", desk.a_reply(assignments[7]))],
        "POST /replies/{reply_id}/helper-silent": [(waiting, {"unit_id": "U1", "attempts": ATTEMPTS})],
        "POST /replies/{reply_id}/vet": [(replies[2], {})],
        "POST /replies/{reply_id}/issue": [(replies[3], {"number": "示例函〔2026〕2号"})],
    }  # fmt: skip


async def brought(by: Client, meeting: str, content: str) -> dict[str, Any]:
    """A document of the record of a consultation."""
    path = f"/consultations/{meeting}/documents?name=1.docx"
    return (await by.post(path, content=files.docx(content))).json()


async def levels(h: Harness) -> Known:
    """A selection in each state, meetings to come and held, an opinion and a question in each state that can go on."""
    clerk, chair = h.client("clerk"), h.client("chair")
    unit, member = h.client("unit", unit_id="U1"), h.client("member", member_id="M1")
    begins = h.clock.now() + timedelta(minutes=10)
    item = {"proposal_id": "P1", "grounds": "key"}

    async def selected(year: int, level: str = "proposal_committee") -> str:
        id = (await ok(clerk, "/selections", {"year": year, "level": level, "items": [item]}))["id"]
        await ok(chair, f"/selections/{id}/decide")
        return id

    def meeting(selection: str) -> dict[str, Any]:
        return {
            "selection_id": selection, "title": "示例协商会", "convener": "示例提案委", "form": "meeting",
            "at": begins.isoformat(), "place": "示例会议室", "proposals": ["P1"], "units": ["U1"], "members": ["M1"],
        }  # fmt: skip

    async def convened(selection: str) -> str:
        return (await ok(clerk, "/forums", meeting(selection)))["id"]

    async def attended(selection: str) -> str:
        id = await convened(selection)
        for came in ({"name": "示例科长", "unit_id": "U1"}, {"name": "示例委员", "member_id": "M1"}):
            await ok(clerk, f"/forums/{id}/attendance", came)
        return id

    of_chair = {"level": "chair", "items": [{"proposal_id": "P1", "category": "示例类"}]}
    drafts = [(await ok(clerk, "/selections", of_chair | {"year": year}))["id"] for year in (2026, 2027)]
    selection, reported, standing = [await selected(y) for y in (2026, 2025)] + [await selected(2026, STANDING)]
    coming, asked, present, past = (
        await convened(selection), await convened(standing), await attended(selection), await attended(reported)
    )  # fmt: skip
    h.clock.set(begins + timedelta(minutes=10))
    held = {"minutes": "示例纪要", "agreed": ["示例共识"], "open": []}
    await ok(clerk, f"/forums/{past}/hold", held)
    opinion = {"proposal_id": "P1", "unit_id": "U1", "text": "示例意见"}
    points = [(await ok(clerk, f"/forums/{past}/opinions", opinion))["id"] for _ in range(3)]
    question = {"unit_id": "U1", "text": "示例提问"}
    points.append((await ok(member, f"/forums/{asked}/questions", question))["id"])
    answered = {"text": "示例答复", "adoption": "adopted"}
    for id in points[1:3]:
        await ok(unit, f"/points/{id}/answer", answered)
    documents = [
        (await clerk.post(f"/forums/{coming}/documents?name=1.docx", content=files.docx(one))).json()["id"]
        for one in ("示例议程", "示例材料")
    ]
    code = (await clerk.get(f"/forums/{coming}/sign-in-code")).json()["code"]
    return {
        "selection_id": [selection, reported, standing, *drafts], "forum_id": [coming, asked, present, past],
        "document_id": documents,
        "point_id": points, "year": [2026], "level": ["chair"], "members": [["M1"]], "units": [["U1"]],
        "POST /selections": [("", {"year": 2030, "level": "proposal_committee", "items": [item]})],
        "PUT /selections/{selection_id}": [(drafts[0], {"items": of_chair["items"]})],
        "POST /forums": [("", meeting(selection) | {"at": (begins + timedelta(days=9)).isoformat()})],
        "POST /selections/{selection_id}/decide": [(drafts[1], None)],
        "POST /selections/{selection_id}/report": [(reported, {"report": "示例报告"})],
        "POST /forums/{forum_id}/sign-in": [(coming, {"code": code})],
        "POST /forums/{forum_id}/hold": [(present, held)],
        "POST /forums/{forum_id}/call-off": [(coming, {"reason": "示例理由"})],
        "POST /forums/{forum_id}/attendance": [(coming, {"name": "示例群众"})],
        "POST /forums/{forum_id}/opinions": [(past, opinion)],
        "POST /forums/{forum_id}/questions": [(asked, question | {"member_id": "M1"})],
        "POST /forums/{forum_id}/documents": [(coming, files.docx("示例附件"))],
        "POST /forums/{forum_id}/documents/{document_id}/remove": [
            ((coming, documents[0]), {"reason": "示例理由"})
        ],
        "POST /points/{point_id}/answer": [(points[0], answered)],
        "POST /points/{point_id}/press": [(points[1], {"reason": "示例理由"})],
        "POST /points/{point_id}/settle": [(points[2], None)],
        "POST /points/{point_id}/close": [(points[0], {"reason": "示例理由"})],
    }  # fmt: skip


async def packages(h: Harness) -> Known:
    """One that is made, one that waits."""
    clerk, asked = h.client("clerk"), {"session_id": "S1", "format": "docx"}
    made = (await clerk.post("/letter-packages", json=asked)).json()["id"]
    while await JOBS.step(h.runtime.worker_database, h.clock, KINDS):
        pass
    waiting = (await clerk.post("/letter-packages", json=asked)).json()["id"]
    return {
        "package_id": [made, waiting],
        "POST /letter-packages": [("", asked)],
        "POST /letter-packages/{package_id}/cancel": [(waiting, None)],
        "GET /letter-packages/{package_id}/zip": [(made, None)],
    }


async def supervision(h: Harness) -> Known:
    """Proposals that are watched, urged, asked for signatures by passkey and on paper; one that is tracked."""
    await hear(h)
    clerk, first, entered = h.client("clerk"), h.client("clerk", subject="clerk-1"), {"scan_sha256": "f" * 64}
    member = h.client("member", member_id="M1")
    await h.deliver(signing.admitted(), "p1")
    await h.deliver(signing.assigned(h), "a1")
    for id in ("r1", "r2", "r3"):
        await h.deliver(signing.replied(h, id), id)
    await h.deliver(signing.admitted("p2"), "p2")
    await h.deliver(signing.assigned(h, "a2").model_copy(update={"proposal_id": "p2"}), "a2")
    for id in ("a3", "a4", "a5"):
        await h.deliver(signing.assigned(h, id).model_copy(update={"proposal_id": "p2"}), id)
    office, unit, why = h.client("assigning_office"), h.client("unit", unit_id="U1"), {"reason": "示例理由"}
    more = {"due": "2026-07-20", "reason": "示例理由"}
    await ok(unit, "/deadlines/a3/request-extension", more)
    await ok(office, "/deadlines/a4/pause", why)
    archived = golden(ArchivedProposalRecorded).model_copy(update={"proposal_id": "T1"})
    await h.deliver(archived, "T1")
    await ok(clerk, "/tracking/T1/designate", {"reason": "示例理由"})
    device = await signing.enrol(h)
    keys = (await member.get("/members/M1/passkeys")).json()["keys"]
    asked = await ok(member, "/sign-offs/r1/challenge", signing.SAID)
    signed = {"signed_json": asked["signed_json"], "credential": device.get(asked["options"])}
    issuer = certificates.Issuer(Path(h.files.name) / "certificates")
    first_key, second_key, third_key = (issuer.member(name) for name in ("m1", "m2", "m3"))
    await signing.trust(h, issuer.pem)
    for holder in (first_key, second_key):
        await ok(first, "/members/M1/certificates", {"pem": holder.pem})
        if holder is first_key:
            await ok(clerk, f"/members/M1/certificates/{holder.id}/confirm")
    codes = ["示例-".ljust(24, "1"), "示例-".ljust(24, "2")]
    for id in ("M2", "M4"):
        await ok(first, f"/members/{id}/enrolments")
    await ok(first, "/members/M1/enrolments")
    await ok(clerk, "/members/M1/enrolments/confirm", {"code": codes[0]})
    options = await ok(member, "/passkeys/options", {"code": codes[0]})
    credential = SoftwareAuthenticator(signing.ORIGIN).create(options)
    by_phone = SoftwareAuthenticator(signing.ORIGIN).create(await ok(member, "/passkeys/by-phone/options"))
    await ok(first, "/sign-offs/r3/paper", signing.SAID | entered | {"member_id": "M1"})
    await ok(clerk, "/oversights/p2/urges", {"assignment_id": "a2", "text": "示例催办"})
    (urge,) = (await clerk.get("/urges")).json()["items"]
    await watched.admit(h, "k1", "k2", "k3", "k4", "k5", session=keyselection.S)
    await watched.admit(h, "k6", session="S15-2")
    await keyselection.nominate(h, "k1", "k2", "k6")
    enough = {"reason": "示例理由"}
    await keyselection.recommend(h, "k1", **enough)
    by = {"nominated_by": "示例专委会", "reason": "示例理由"}
    await ok(h.client("chair"), "/oversights/k4/designate-key", {"leader": "示例委员会"})
    await ok(clerk, f"/key-allocations/{keyselection.S}/propose")
    decided = keyselection.DECISION | enough | {"items": keyselection.listed("k1")}
    decided |= {"differences": [{"proposal_id": "k4", "why": "示例理由"}]}
    for id in ("k2", "k3", "k4"):
        await watched.assign(h, id)
    order = await ok(clerk, "/oversights/k2/order")
    scan = files.pdf("示例签字表")
    for id in ("r5", "r6"):
        bound = signing.SAID | {"member_id": "M1", "scan_sha256": hashlib.sha256(scan).hexdigest()}
        await h.deliver(signing.replied(h, id, copies=("M1", "M6")), id)
        await ok(first, f"/sign-offs/{id}/paper", bound)
    await h.deliver(signing.replied(h, "r7", copies=("M1",)), "r7")
    await ok(first, "/sign-offs/r7/paper", signing.SAID | entered | {"member_id": "M1"})
    sent = await first.post("/sign-offs/r6/paper/M1/scan", params={"name": "示例签字表.pdf"}, content=scan)
    assert sent.is_success, sent.text
    await h.deliver(signing.replied(h, "r4", copies=("M1", "M3", "M5", "M6")), "r4")
    unheard = signing.SAID | entered | {"process": "dissatisfied"}
    for id in ("M1", "M3", "M5"):
        await ok(first, "/sign-offs/r4/paper", unheard | {"member_id": id})
        await ok(clerk, f"/sign-offs/r4/paper/{id}/confirm")
    talks = [one["id"] for one in (await clerk.get("/process-talks")).json()["items"]]
    talked = {"held_on": h.clock.now().date().isoformat(), "form": "phone", "outcome": "示例：已当面说明。"}
    await ok(clerk, f"/process-talks/{talks[0]}/hold", talked)
    # In order, then past a gap: what is held can be decided on.
    intake = Intake(h.runtime)
    said = [directive("d1", 1), directive("d3", 3), directive("d4", 4)]
    values = [one.encode() for one in said]
    await intake.on_batch([Message(external.INBOUND, 0, n, None, value, {}) for n, value in enumerate(values)])
    quarantined = [one["id"] for one in (await h.client("ops").get("/exchange/quarantine")).json()["items"]]
    await desk.enrol(h, "U1")
    held: dict[str, Any] = {"kind": "call", "held_on": "2026-03-01", "findings": "示例情况"}
    todo = {"what": "示例事项", "due": "2026-06-01", "unit_id": "U1"}
    await ok(clerk, "/oversights/p2/activities", held | {"follow_ups": [todo, todo]})
    asked = [one["follow_up_id"] for one in (await clerk.get("/follow-ups")).json()["items"]]
    selected: dict[str, Any] = {"session_id": keyselection.S, "classes": ["general"]}
    job = (await clerk.post("/order-jobs", json=selected)).json()["id"]
    led = [{"leader": name, "reason": "示例理由"} for name in ("县委副书记", "县政协副主席")]
    return BASE | {
        "GET /archive-parts/{proposal_id}": [("p1", None)],
        "POST /key-nominees": [("", by | {"proposal_id": "k3"})],
        "POST /key-nominees/{proposal_id}/score": [("k1", {"points": keyselection.POINTS})],
        "POST /key-nominees/{proposal_id}/withdraw": [("k2", by)],
        "GET /key-nominees/{proposal_id}": [("k1", None)],
        "PUT /key-selections/{session_id}/recommendation": [("S15-2", enough | {"items": keyselection.listed("k6")})],
        "POST /key-selections/{session_id}/decide": [(keyselection.S, decided)],
        "GET /key-selections/{session_id}": [(keyselection.S, None)],
        "POST /oversights/{proposal_id}/order": [("k3", None)],
        "POST /oversights/{proposal_id}/activities": [("p2", held)],
        "job_id": [job],
        "POST /order-jobs": [("", selected)],
        "POST /order-jobs/{job_id}/cancel": [(job, None)],
        "POST /follow-ups/{follow_up_id}/answer": [(asked[0], {"text": "示例回复"})],
        "POST /follow-ups/{follow_up_id}/close": [(asked[1], {"finding": "示例情况"})],
        "POST /order-batches": [("", {"session_id": keyselection.S, "unit_id": "U1"})],
        "order_id": [order["id"]],
        "POST /sign-offs/{reply_id}/paper/{member_id}/scan": [(("r5", "M1"), scan)],
        "GET /sign-offs/{reply_id}/paper/{member_id}/scan": [(("r6", "M1"), None)],
        "GET /sign-offs/{reply_id}/paper/{member_id}": [(("r6", "M1"), None)],
        "POST /process-talks/{talk_id}/hold": [(talks[1], talked)],
        "POST /process-talks/{talk_id}/end": [(talks[0], {"conclusion": "示例结论", "declined": False})],
        "talk_id": [talks[2]],
        "POST /key-allocations/{session_id}/propose": [(keyselection.S, None)],
        "PUT /key-allocations/{session_id}/lines/{proposal_id}": [((keyselection.S, "k4"), body) for body in led],
        "POST /key-allocations/{session_id}/confirm": [(keyselection.S, None)],
        "GET /key-allocations/{session_id}": [(keyselection.S, None)],
        "proposal_id": ["P1", "p1", "p2"], "assignment_id": ["a1", "a2", "A1"], "reply_id": ["r2", "r1", "R1"],
        "credential_id": [keys[0]["credential_id"]], "urge_id": [urge["urge_id"]],
        "POST /deadlines/{assignment_id}/extend": [("a2", more)],
        "POST /deadlines/{assignment_id}/request-extension": [("a5", more)],
        "POST /deadlines/{assignment_id}/refuse-extension": [("a3", why)],
        "POST /deadlines/{assignment_id}/pause": [("a5", why)],
        "POST /deadlines/{assignment_id}/resume": [("a4", None)],
        "GET /deadlines/{assignment_id}/course": [("a3", None)],
        "POST /members/{member_id}/enrolments/confirm": [(id, {"code": codes[1]}) for id in ("M2", "M4")],
        "GET /members/{member_id}/passkeys": [("M1", None)],
        "POST /members/{member_id}/passkeys/{credential_id}/revoke": [(("M1", keys[0]["credential_id"]), None)],
        "POST /members/{member_id}/certificates": [("M7", {"pem": third_key.pem})],
        "POST /members/{member_id}/certificates/{certificate_id}/confirm": [(("M1", second_key.id), None)],
        "POST /members/{member_id}/certificates/{certificate_id}/revoke": [(("M1", first_key.id), None)],
        "certificate_id": [first_key.id],
        "POST /oversights/{proposal_id}/urges": [("p2", {"assignment_id": "a2", "text": "示例催办"})],
        "POST /passkeys": [("", {"code": codes[0], "credential": credential})],
        "POST /passkeys/by-phone": [("", {"credential": by_phone})],
        "POST /passkeys/options": [("", {"code": codes[0]})],
        "POST /sign-offs/{reply_id}/sign": [("r1", signed)],
        "POST /sign-offs/{reply_id}/paper": [("r2", signing.SAID | entered | {"member_id": "M1"})],
        "POST /sign-offs/{reply_id}/paper/{member_id}/confirm": [(("r3", "M1"), None)],
        "POST /sign-offs/{reply_id}/paper/{member_id}/withdraw": [(("r7", "M1"), {"reason": "示例：录错了"})],
        "POST /tracking/{proposal_id}/finish": [("T1", None)],
        "GET /tracking/{proposal_id}": [("T1", None)],
        "POST /urges/{urge_id}/answer": [(urge["urge_id"], None)],
        "held_id": quarantined,
        "GET /exchange/quarantine/{held_id}": [(quarantined[0], None)],
        "POST /exchange/quarantine/{held_id}/decide": [
            (id, {"decision": "give_up", "because": "示例理由"}) for id in quarantined
        ],
        "POST /exchange/resend": [("", {"day": "2026-03-02"})],
    }  # fmt: skip


async def evaluation(h: Harness) -> Known:
    """Both example schemes, an assessment of each that waits for points and one that has them, a ranking, an award; a
    scheme with a panel and a sample, and an appeal."""
    await hear(h)
    clerk, assessor = h.client("clerk"), h.client("assessor", subject="a-1")
    await ok(clerk, "/schemes/examples")
    for id in ("P5", "P6"):
        await h.deliver(facts.filed(id), id)
        await h.deliver(facts.admitted(id), id)
        await h.deliver(facts.assigned(id), f"A-{id}-U1")
        await h.deliver(facts.issued(id), f"R-{id}-U1-1")
    points = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}

    async def opened(scheme: str, proposal: str, **more: str) -> str:
        wanted = {"scheme_id": scheme, "proposal_id": proposal} | more
        return (await ok(clerk, "/assessments", wanted))["id"]

    fresh, scored = await opened("example-proposal", "P5"), await opened("example-proposal", "P6")
    await ok(assessor, f"/assessments/{scored}/scores", {"points": points})
    done = await opened("example-proposal", "P1")
    await ok(assessor, f"/assessments/{done}/scores", {"points": points})
    handling = await opened("example-handling", "P5", unit_id="U1")
    await ok(clerk, f"/assessments/{done}/compute")
    award = await ok(clerk, "/awards", {"kind": "excellent_proposal", "subject_id": "P5", "reason": "示例理由"})
    issues = [
        (await ok(h.client("member", member_id="M1"), "/service-issues", {"opinion": "示例意见"}))["id"]
        for _ in range(3)
    ]
    owner = {"owner": "示例负责人", "due": "2026-04-01"}
    for id in issues[1:]:
        await ok(clerk, f"/service-issues/{id}/assign", owner)
    await ok(clerk, f"/service-issues/{issues[2]}/resolve", {"proof": "示例证明"})
    ranked = await opened("example-handling", "P6", unit_id="U1")
    await ok(assessor, f"/assessments/{ranked}/scores", {"points": facts.JUDGED})
    await ok(clerk, f"/assessments/{ranked}/compute")
    wanted = {"scheme_id": "example-handling", "title": "示例排名"}
    ranking = await ok(clerk, "/rankings", wanted)
    indicator = {"code": "a", "name": "甲", "maximum": 3}
    judged: dict[str, Any] = {
        "subject": "handling_quality",
        "title": "示例抽样方案",
        "categories": [{"name": "甲", "indicators": [indicator]}],
    }
    lot = {"groups": [{"code": "members", "name": "委员", "weight": 100}], "per_unit": 1}
    drawn, undrawn = [(await ok(clerk, "/schemes", judged | {"rules": lot}))["id"] for _ in range(2)]
    panel = {"groups": {"members": ["M1"]}}
    await ok(clerk, f"/schemes/{drawn}/panel", panel)
    blind = judged | {"subject": "proposal_quality", "rules": {"groups": lot["groups"], "readers": 1}}
    reading, unread = [(await ok(clerk, "/schemes", blind))["id"] for _ in range(2)]
    read: list[str] = []
    for id in (reading, unread):
        await ok(clerk, f"/schemes/{id}/panel", {"groups": {"members": ["a-1", "assessor", "M-9"]}})
    for session_id in ("S1", "S2"):
        if session_id == "S2":
            await h.deliver(facts.filed("P7", session_id="S2"), "P7")
            await h.deliver(facts.admitted("P7"), "P7")
        sharing = {"session_id": session_id, "seed": "示例"}
        read.append((await ok(clerk, f"/schemes/{reading}/allotments", sharing))["id"])
    shared = (await clerk.get(f"/allotments/{read[0]}")).json()["readings"]
    its, others = [
        [one for one in shared if (one["readers"][0]["assessor"] == "assessor") == own] for own in (True, False)
    ]
    sample = await ok(clerk, f"/schemes/{drawn}/samples", {"session_id": "S1", "seed": "示例"})
    # By a scheme of its own: no ranking waits for these.
    own = (await ok(clerk, "/schemes", judged))["id"]
    appealed: list[str] = []
    for id in ("P5", "P6"):
        appealed.append(await opened(own, id, unit_id="U1"))
        await ok(assessor, f"/assessments/{appealed[-1]}/scores", {"points": {"a": 2}})
        await ok(clerk, f"/assessments/{appealed[-1]}/compute")
    lodged = {"indicators": ["a"], "statement": "示例理由"}
    await ok(h.client("unit", unit_id="U1"), f"/assessments/{appealed[1]}/appeal", lodged)
    # Schemes of their own: what they freeze is computed no more.
    selections: list[str] = []
    filing = [h.message(h.envelope(facts.filed("P10"), "P10"))]
    for reader in h.runtime.readers:
        await reader.consumer.on_batch(filing)
    await h.deliver(facts.admitted("P10"), "P10")
    ranking_of, deciding = [
        (await ok(clerk, "/schemes", judged | {"subject": "proposal_quality"}))["id"] for _ in range(2)
    ]
    for of in (ranking_of, deciding):
        best = await opened(of, "P10")
        await ok(assessor, f"/assessments/{best}/scores", {"points": {"a": 2}})
        await ok(clerk, f"/assessments/{best}/compute")
    selections.append((await ok(clerk, f"/schemes/{deciding}/excellent-selections", {"session_id": "S1"}))["id"])
    forms = OPINION_FORM.default().model_dump(mode="json") | {"per_address": 9999, "per_day": 9999}
    await ok(h.client("county_admin"), "/policies/opinion_form", {"document": forms}, "PUT")
    opinion_forms = [(await ok(clerk, "/opinion-forms", {"title": "示例意见表"}))["id"] for _ in range(2)]
    await h.deliver(facts.issued("P10", at=h.clock.now()), "R-P10-U1-1")
    about = (await ok(clerk, "/opinion-forms", {"title": "示例意见表", "about": "P10"}))["id"]
    receipts = [new_receipt() for _ in range(3)]
    for receipt in receipts[:2]:
        await ok(
            clerk, f"/public/opinion-forms/{opinion_forms[0]}/opinions", {"opinion": "示例意见", "receipt": receipt},
            headers={"X-County": COUNTY},
        )  # fmt: skip
    unnamed = next(one["id"] for one in (await clerk.get("/service-issues?source=form")).json()["items"])
    await ok(clerk, f"/service-issues/{unnamed}/assign", owner)
    await ok(clerk, f"/service-issues/{unnamed}/resolve", {"proof": "示例证明"})
    mutual = MUTUAL.default().model_dump(mode="json") | {"open": True}
    await ok(h.client("county_admin"), "/policies/mutual_review", {"document": mutual}, "PUT")
    for id in ("P8", "P9"):
        await h.deliver(facts.filed(id), id)
        await h.deliver(facts.admitted(id), id)
        await h.deliver(facts.issued(id, at=h.clock.now()), f"R-{id}-U1-1")
    reviews = [mutual_review_id(id, "U1") for id in ("P8", "P9")]
    rated: dict[str, Any] = {
        of: {"points": {one["code"]: 1 for one in mutual[f"of_{of}"]}} for of in ("proposal", "handling")
    }
    scheme = {
        "subject": "proposal_quality",
        "title": "示例方案",
        "categories": [{"name": "甲", "indicators": [indicator]}],
    }
    return BASE | await yearly_reports(h) | {
        "proposal_id": ["P5", "P6", "P1"], "assessment_id": [fresh, scored, handling, done], "award_id": [award["id"]],
        "issue_id": issues, "scheme_id": ["example-handling", "example-proposal"], "number": [1, 2, 3],
        "points": [points], "board": ["six-problems", "five-gains"], "month": ["2026-03"],
        "ranking_id": [ranking["id"]], "sample_id": [sample["id"]],
        "form_id": opinion_forms, "receipt": [receipts[0]],
        "POST /opinion-forms/{form_id}/close": [(opinion_forms[1], None)],
        "POST /public/opinion-forms/{form_id}/opinions": [
            (opinion_forms[0], {"opinion": "示例意见", "receipt": receipts[2]})
        ],
        "POST /public/opinion-forms/{form_id}/ratings": [(about, {"rating": "satisfied"})],
        "POST /public/opinions/verify": [("", {"receipt": receipts[0]})],
        "POST /public/opinions/follow": [("", {"receipt": receipts[1]})],
        "POST /service-issues/gathered": [
            ("", {"opinion": "示例意见", "gathered_at": "示例座谈会", "raised_by": "M1"})
        ],
        "selection_id": selections,
        "POST /schemes/{scheme_id}/excellent-selections": [(ranking_of, {"session_id": "S1"})],
        "POST /excellent-selections/{selection_id}/decide": [
            (selections[0], {"chosen": ["P10"], "citation": "示例理由"})
        ],
        "review_id": reviews,
        "POST /mutual-reviews/{review_id}/rate-proposal": [(reviews[0], rated["proposal"])],
        "POST /mutual-reviews/{review_id}/rate-handling": [(reviews[1], rated["handling"])],
        "allotment_id": read,
        "POST /schemes/{scheme_id}/allotments": [(unread, {"session_id": "S1", "seed": "示例"})],
        "POST /allotments/{allotment_id}/hand-over": [
            (read[0], {
                "proposal_id": others[0]["proposal_id"], "assessor": others[0]["readers"][0]["assessor"],
                "reason": "示例理由",
            })
        ],
        "GET /sheets/{assessment_id}": [(handling, None)],
        "GET /readings/{assessment_id}": [(its[0]["assessment_id"], None)],
        "POST /readings/{assessment_id}/step-back": [(its[0]["assessment_id"], {"reason": "示例理由"})],
        "GET /schemes/{scheme_id}/panel": [(drawn, None)],
        "POST /schemes/{scheme_id}/panel": [(drawn, panel)],
        "POST /schemes/{scheme_id}/samples": [(undrawn, {"session_id": "S1"})],
        "POST /schemes/dry-run": [("", scheme)],
        "POST /schemes/{scheme_id}/dry-run": [("example-handling", {})],
        "GET /rankings/{ranking_id}/units/{unit_id}": [((ranking["id"], "U1"), None)],
        "POST /assessments/{assessment_id}/appeal": [(appealed[0], lodged)],
        "POST /assessments/{assessment_id}/appeal/decide": [
            (appealed[1], {"upheld": True, "points": {"a": 3}, "reason": "示例理由"})
        ],
        "POST /rankings": [("", wanted)],
        "POST /assessments": [("", {"scheme_id": "example-handling", "proposal_id": "P1", "unit_id": "U1"})],
        "POST /assessments/{assessment_id}/compute": [(scored, None)],
        "POST /assessments/{assessment_id}/scores": [(fresh, {"points": points})],
        "POST /assessments/{assessment_id}/self-assessment": [(handling, {"points": facts.JUDGED})],
        "POST /awards/{award_id}/revoke": [(award["id"], {"reason": "示例理由"})],
        "POST /awards": [("", {"kind": "excellent_proposal", "subject_id": "P6", "reason": "示例理由"})],
        "POST /schemes": [("", scheme)],
        "POST /service-issues/{issue_id}/assign": [(issues[0], owner)],
        "POST /service-issues/{issue_id}/resolve": [(issues[1], None)],
        "POST /service-issues/{issue_id}/verify": [(issues[2], None)],
    }  # fmt: skip


async def yearly_reports(h: Harness) -> Known:
    """One that is made, one that waits."""
    clerk, asked = h.client("clerk"), {"year": 2026}
    made = (await clerk.post("/yearly-reports", json=asked)).json()["id"]
    while await reports.chore(h.runtime):
        pass
    waiting = (await clerk.post("/yearly-reports", json=asked)).json()["id"]
    return {
        "report_id": [made, waiting],
        "POST /yearly-reports": [("", asked)],
        "POST /yearly-reports/{report_id}/cancel": [(waiting, None)],
        "GET /yearly-reports/{report_id}/report.pdf": [(made, None)],
        "GET /yearly-reports/{report_id}/figures.xlsx": [(made, None)],
    }


async def conversion(h: Harness) -> Known:
    """Promises that are open and claimed, outcomes that wait for somebody else."""
    await hear(h)
    clerk, unit = h.client("clerk", subject="clerk-1"), h.client("unit", unit_id="U1")
    for id in ("P5", "P6"):
        await h.deliver(promises.admitted(id), id)
        await h.deliver(promises.issued(f"R-{id}", date(2026, 6, 30), proposal=id), f"R-{id}")
    await ok(unit, "/commitments/R-P6.2/claim", {"proof": "示例证明"})
    await ok(unit, "/proposals/P6/publication", {"mark": "public"})
    await promises.opened(h)
    await h.deliver(golden(SessionScheduled).model_copy(update={"session_id": "S1"}), "S1")
    of_session = {"session_id": "S1", "format": "docx"}
    book = (await ok(clerk, "/compilations", of_session))["id"]
    while await compilation_jobs.chore(h.runtime):
        pass
    waiting = (await ok(clerk, "/compilations", of_session))["id"]
    outcomes = [(await ok(clerk, "/outcomes", promises.outcome(proposal_id="P5", suggestion=n)))["id"] for n in (1, 2)]
    return BASE | {
        "proposal_id": ["P5", "P6", "P1"], "commitment_id": ["R-P5.2", "R-P6.2"], "outcome_id": outcomes,
        "GET /archive-parts/{proposal_id}": [("P6", None)],
        "{county}": [COUNTY], "{dataset}": ["proposals", "outcomes", "commitments"],
        "GET /public/{county}/proposals/{proposal_id}": [((COUNTY, "P6"), None)],
        "compilation_id": [book, waiting],
        "POST /compilations": [("", of_session)],
        "POST /compilations/{compilation_id}/cancel": [(waiting, None)],
        "GET /compilations/{compilation_id}/file": [(book, None)],
        "POST /commitments/{commitment_id}/claim": [("R-P5.2", None)],
        "POST /commitments/{commitment_id}/verify": [("R-P6.2", None)],
        "POST /commitments/{commitment_id}/refuse": [("R-P6.2", {"reason": "示例理由"})],
        "POST /outcomes": [("", promises.outcome(proposal_id="P6"))],
        "POST /proposals/{proposal_id}/publication": [("P5", {"mark": "public"})],
        "GET /proposals/{proposal_id}/publication": [("P6", None)],
    }  # fmt: skip


async def notification(h: Harness) -> Known:
    await hear(h)
    found = (await h.client("member", member_id="M1").get("/notices")).json()["items"]
    await reaching.members(h, "M1", "M2", "M3")
    await reaching.entered(h, by="clerk-1")
    await reaching.entered(h, reaching.OTHER, member="M2")
    await reaching.entered(h, reaching.MAIL, "mail")
    h.clock.set(h.clock.now() + timedelta(days=8))
    now = h.clock.now()
    for id in ("E1", "E2"):
        begun = golden(PasskeyEnrolmentBegun).model_copy(
            update={
                "member_id": "M1", "enrolment_id": id, "begun_at": now, "expires_at": now + timedelta(minutes=15)
            }
        )  # fmt: skip
        await h.deliver(begun, "K-M1")
    # No gateway is named, so that mail has failed.
    await h.deliver(golden(PasskeyRevoked).model_copy(update={"member_id": "M1"}), "K-M1")
    await reaching.sender(h).send_due()
    failed = (await h.client("clerk").get("/deliveries?state=failed")).json()["items"]
    await h.deliver(golden(PasskeyRevoked).model_copy(update={"member_id": "M1"}), "K-M1")
    await reaching.sandboxed(h)
    assert h.runtime.vault is not None
    code = h.runtime.vault.numbers("phone code", f"{COUNTY} E1", 6)[0]
    again = [one["id"] for one in failed if one["purpose"] == "notice"]
    # Of a parameter each service says what it is there.
    return BASE | {
        "notice_id": [one["id"] for one in found], "up_to": [one["id"] for one in found],
        "delivery_id": again, "reference": ["E1", "E2"], "channel": ["mobile", "mail"], "member_id": ["M1", "M2"],
        "PUT /contacts/{member_id}/channels/{channel}": [(("M3", "mobile"), {"value": "10000000003"})],
        "POST /contacts/{member_id}/channels/{channel}/confirm": [(("M1", "mobile"), {"value": reaching.PHONE})],
        "POST /contacts/{member_id}/channels/{channel}/remove": [(("M2", "mobile"), {"reason": "示例理由"})],
        "POST /contacts/{member_id}/erase": [("M2", {"reason": "示例理由"})],
        "POST /contacts/import": [("", {"rows": [{"member_id": "M3", "mail": reaching.MAIL}]})],
        "PUT /contacts/{member_id}/preferences": [("M1", {"channels": ["mobile"]})],
        "GET /contacts/{member_id}": [("M1", None)],
        "GET /phone-codes/{reference}": [("E1", None)],
        "POST /phone-codes/{reference}/confirm": [("E1", {"code": code})],
        "POST /deliveries/{delivery_id}/retry": [(again[0], None)],
    }  # fmt: skip


async def _parked(h: Harness) -> Known:
    """Each the second event of a record whose first never came."""
    topic = min(h.runtime.service.subscriptions)
    kind = min(one.wire_name() for one in h.runtime.service.subscriptions[topic])
    source, now = topic.removesuffix(".events"), h.clock.now()
    late = [
        Envelope(
            f"E{n}", source, kind, COUNTY, f"LATE-{n}", 2, f"{n:064d}", "f" * 64, now, "c", None, None, b"{}",
        )
        for n in range(20)
    ]  # fmt: skip
    await h.runtime.consumer.on_batch([h.message(one) for one in late])
    ids = [str(row["id"]) for row in await h.runtime.app.state.operations.parking.listed()]
    return {
        "parked_id": ids,
        "POST /operations/parked/{parked_id}/retry": [(ids[0], None)],
        "POST /operations/parked/{parked_id}/drop": [(ids[1], {"because": "示例理由", "missing_too": True})],
    }


def _with_what_all_have(world: World) -> World:
    """A policy, and something parked, wherever a service hears of others."""

    async def seeded(h: Harness) -> Known:
        known = await world(h) | await _parked(h)
        listed = (await h.client("county_admin").get("/policies")).json()
        name = listed[0]["name"]
        document = (await h.client("county_admin").get(f"/policies/{name}")).json()["document"]
        return known | {"{name}": [name], "document": [document]}

    return seeded


WORLDS: Mapping[str, World] = {
    name: _with_what_all_have(world)
    for name, world in (
        ("submission", submission),
        ("consultation", consultation),
        ("supervision", supervision),
        ("evaluation", evaluation),
        ("conversion", conversion),
        ("notification", notification),
    )
}
