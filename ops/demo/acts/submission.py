"""全时段预约: the directory, calls and bookings, filing and review."""

from collections.abc import Iterator
from typing import Any

from ops.demo.county import County
from ops.demo.files import DOCX, XLSX
from ops.demo.script import Booking, Call, Cosign, Proposal, Review
from ops.demo.steps import Chain

TABLES = ("members", "units", "bodies", "archive")


def chains(county: County) -> Iterator[Chain]:
    script = county.script
    chain = Chain("directory")
    for table in TABLES:
        chain.add(script.directory, _import, county, table)
    chain.add(script.directory, _schedule, county)
    yield chain
    for call in script.calls:
        chain = Chain(call.ref)
        chain.add(call.publish, _publish, county, call)
        yield chain
    for booking in script.bookings:
        chain = Chain(booking.ref)
        chain.add(booking.book, _book, county, booking)
        yield chain
    for proposal in script.proposals:
        chain = Chain(proposal.ref)
        chain.add(proposal.filed, _file, county, proposal)
        for cosign in proposal.cosigns:
            chain.add(proposal.filed, _cosign, county, proposal, cosign)
        for number, step in enumerate(proposal.review, 1):
            chain.add(step.when, _review, county, proposal, number, step)
        yield chain


async def _import(county: County, table: str) -> None:
    clerk = await county.clerk()
    await county.upload(f"import {table}", clerk, f"/submission/{table}/import", county.files.table(table), XLSX)


async def _schedule(county: County) -> None:
    session = county.script.session
    body = {
        "session_id": session.session_id,
        "term": session.term,
        "number": session.number,
        "plenary_opens": session.plenary_opens.instant(county.today).isoformat(),
        "plenary_cutoff": session.plenary_cutoff.instant(county.today).isoformat(),
    }
    await county.post("session", await county.clerk(), "/submission/sessions", body)


async def _publish(county: County, call: Call) -> None:
    body = {
        "call_id": call.ref,
        "kind": call.kind,
        "title": call.title,
        "basis": call.basis,
        "session_id": county.script.session.session_id,
        "topics": [topic.model_dump() for topic in call.topics],
        "closes_on": county.date_of(call.close_day).isoformat(),
    }
    await county.post(f"call {call.ref}", await county.clerk(), "/submission/calls", body)


async def _book(county: County, booking: Booking) -> None:
    body = {"call_id": booking.call, "topic": booking.topic}
    await county.post(f"book {booking.ref}", await county.member(booking.member), "/submission/bookings", body)


async def _text(county: County, proposer: Any, key: str) -> dict[str, Any]:
    """A Word file goes through the platform's own reader, as in the browser; a row is typed in as it is."""
    word = county.files.word(key)
    if word is None:
        return county.files.row(key)
    parsed = await county.upload(f"parse {key}", proposer, "/submission/proposals/parse", word, DOCX)
    return {part: parsed[part] for part in ("title", "situation", "analysis", "suggestions")}


async def _file(county: County, proposal: Proposal) -> None:
    proposer = await county.member(proposal.first_proposer, proposal.body)
    body: dict[str, Any] = {
        "kind": proposal.kind,
        "session_id": county.script.session.session_id,
        "text": await _text(county, proposer, proposal.text),
        "publish_consent": proposal.publish_consent,
        "suggested_units": proposal.suggested_units,
        "cosigners": [cosign.member for cosign in proposal.cosigns],
    }
    if not proposal.publish_consent:
        body["consent_refusal"] = "示例：所附调研数据尚未公开。"
    if proposal.body is not None:
        body["body_id"] = proposal.body
    if proposal.booking is not None:
        body["booking_id"] = county.journal[f"book {proposal.booking}"]
    if proposal.research_day is not None:
        body["research_date"] = county.date_of(proposal.research_day).isoformat()
    await county.post(f"{proposal.ref} file", proposer, "/submission/proposals", body)


async def _cosign(county: County, proposal: Proposal, cosign: Cosign) -> None:
    if cosign.agreed is None:
        return
    body = {"agreed": cosign.agreed, "opinion": cosign.opinion}
    path = f"/submission/proposals/{county.proposal(proposal.ref)}/cosign"
    await county.post(f"{proposal.ref} cosign {cosign.member}", await county.member(cosign.member), path, body)


async def _review(county: County, proposal: Proposal, number: int, step: Review) -> None:
    key = f"{proposal.ref} review {number}"
    path = f"/submission/proposals/{county.proposal(proposal.ref)}"
    clerk = await county.clerk()
    match step.do:
        case "return":
            await county.post(key, clerk, f"{path}/return", {"comments": step.comments})
        case "refile" | "edit":
            proposer = await county.member(proposal.first_proposer, proposal.body)
            assert step.text is not None
            text = await _text(county, proposer, step.text)
            if step.do == "refile":
                await county.post(key, proposer, f"{path}/refile", text)
            else:
                await county.edit(key, clerk, path, f"{path}/text", text)
        case "admit":
            body = {"topic_group": step.topic_group, "repeats": step.repeats}
            await county.post(key, clerk, f"{path}/admit", body)
        case "decline":
            body = {"reason_code": step.reason_code, "explanation": step.explanation, "redirect": step.redirect}
            await county.post(key, clerk, f"{path}/decline", body)
        case "merge":
            children = [county.proposal(child) for child in step.children]
            await county.post(key, clerk, f"{path}/merge", {"children": children, "opinion": step.opinion})
        case "undo_merge":
            await county.post(key, clerk, f"{path}/undo-merge", {"reason": step.reason})
        case "withdraw":
            proposer = await county.member(proposal.first_proposer, proposal.body)
            await county.post(key, proposer, f"{path}/withdraw", {"reason": step.reason})
