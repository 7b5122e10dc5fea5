"""全过程协商: assignments, meetings, plans and replies."""

from collections.abc import Iterator
from typing import Any

from ops.demo.county import County
from ops.demo.script import Handling, Meeting, Moment, Proposal, Reply, Script
from ops.demo.steps import Chain


def chains(county: County) -> Iterator[Chain]:
    for proposal in county.script.proposals:
        # Leads wait for their helpers' countersignatures: whoever is assigned is assigned and accepts first.
        chain = Chain(proposal.ref)
        for handling in proposal.handlings:
            _accepting(chain, county, proposal, handling)
        for handling in proposal.handlings:
            _handling(chain, county, proposal, handling)
        yield chain


def _accepting(chain: Chain, county: County, proposal: Proposal, handling: Handling) -> None:
    chain.add(handling.issued, _assign, county, proposal, handling)
    if handling.returned is not None:
        chain.add(handling.returned.when, _return, county, proposal, handling)
        chain.add(handling.returned.decided, _decide, county, proposal, handling)
    if handling.accepted is not None:
        chain.add(handling.accepted, _accept, county, proposal, handling)


def _handling(chain: Chain, county: County, proposal: Proposal, handling: Handling) -> None:
    def meet(phase: str, cycle: int) -> None:
        for meeting in handling.meetings:
            if (meeting.phase, meeting.cycle) == (phase, cycle):
                name = f"{handling.meetings.index(meeting)}"
                chain.add(meeting.when, _hold, county, proposal, handling, meeting, name)
                if meeting.disputed is not None and meeting.upheld is not None:
                    next_day = Moment(day=meeting.when.day + 1, at=meeting.when.at)
                    chain.add(next_day, _settle, county, proposal, handling, meeting, name)

    meet("before", 1)
    if handling.planned is not None:
        chain.add(handling.planned, _plan, county, proposal, handling, 1)
    meet("during", 1)
    if not handling.replies:
        meet("after", 1)
    for reply in handling.replies:
        if reply.cycle > 1:
            meet("before", reply.cycle)
            if not any(m.phase == "before" and m.cycle == reply.cycle for m in handling.meetings):
                chain.add(reply.drafted, _waive, county, proposal, handling, reply.cycle)
            chain.add(reply.drafted, _plan, county, proposal, handling, reply.cycle)
            meet("during", reply.cycle)
        chain.add(reply.drafted, _draft, county, proposal, handling, reply)
        chain.add(reply.issued, _issue, county, proposal, handling, reply)
        meet("after", reply.cycle)


async def _assign(county: County, proposal: Proposal, handling: Handling) -> None:
    body: dict[str, Any] = {
        "proposal_id": county.proposal(proposal.ref),
        "unit_id": handling.unit,
        "role": handling.role,
    }
    if handling.suggestions:
        body["suggestions"] = handling.suggestions
    key = f"{proposal.ref} assign {handling.unit}"
    await county.post(key, await county.office(), "/consultation/assignments", body)


async def _return(county: County, proposal: Proposal, handling: Handling) -> None:
    assert handling.returned is not None
    path = f"/consultation/assignments/{county.assignment(proposal.ref, handling.unit)}/return"
    body = {"reason": handling.returned.reason, "suggested_unit": handling.returned.suggested_unit}
    await county.post(f"{proposal.ref} return {handling.unit}", await county.unit(handling.unit), path, body)


async def _decide(county: County, proposal: Proposal, handling: Handling) -> None:
    returned = handling.returned
    assert returned is not None
    office = await county.office()
    path = f"/consultation/assignments/{county.assignment(proposal.ref, handling.unit)}"
    key = f"{proposal.ref} decide {handling.unit}"
    if returned.refused_because is not None:
        await county.post(key, office, f"{path}/refuse-return", {"reason": returned.refused_because})
        return

    async def reassign() -> str:
        body = {"unit_id": returned.suggested_unit}
        answer = await office.post(f"{path}/reassign", body, key=f"demo:{key}")
        return str(answer["successor_id"])

    await county.once(f"{proposal.ref} assign {returned.suggested_unit}", reassign)


async def _accept(county: County, proposal: Proposal, handling: Handling) -> None:
    unit = handling.holder
    path = f"/consultation/assignments/{county.assignment(proposal.ref, unit)}/accept"
    await county.post(f"{proposal.ref} accept {unit}", await county.unit(unit), path)


async def _hold(county: County, proposal: Proposal, handling: Handling, meeting: Meeting, name: str) -> None:
    """The unit says what took place; the first proposer, and each one of what was merged in, confirms it, or the first
    disputes it."""
    unit = handling.holder
    body = {
        "assignment_id": county.assignment(proposal.ref, unit),
        "held_on": county.held_on(meeting.when),
        **meeting.model_dump(exclude={"when", "cycle", "disputed", "upheld"}),
    }
    key = f"{proposal.ref} meeting {unit} {name}"
    held = await county.post(key, await county.unit(unit), "/consultation/consultations", body)
    proposer = await county.member(proposal.first_proposer)
    path = f"/consultation/consultations/{held}"
    if meeting.disputed is None:
        await county.post(f"{key} confirm", proposer, f"{path}/confirm")
        for first in sorted(_merged_first_proposers(county.script, proposal) - {proposal.first_proposer}):
            await county.post(f"{key} confirm {first}", await county.member(first), f"{path}/confirm")
    else:
        await county.post(f"{key} dispute", proposer, f"{path}/dispute", {"statement": meeting.disputed})


def _merged_first_proposers(script: Script, proposal: Proposal) -> set[str]:
    """The first proposers of what is merged into the proposal when it is handled."""
    children: set[str] = set()
    for step in sorted(proposal.review, key=lambda step: step.when.order):
        match step.do:
            case "merge":
                children |= set(step.children)
            case "undo_merge":
                children.clear()
            case _:
                pass
    return {child.first_proposer for child in script.proposals if child.ref in children}


async def _settle(county: County, proposal: Proposal, handling: Handling, meeting: Meeting, name: str) -> None:
    key = f"{proposal.ref} meeting {handling.holder} {name}"
    finding = "经向双方核实，记录与实际不符，不予认定。" if meeting.upheld else "经向双方核实，记录属实，予以认定。"
    path = f"/consultation/consultations/{county.journal[key]}/settle"
    await county.post(f"{key} settle", await county.clerk(), path, {"upheld": meeting.upheld, "finding": finding})


async def _waive(county: County, proposal: Proposal, handling: Handling, cycle: int) -> None:
    """Before a second handling both sides have just talked: the first proposer asks for no meeting on the plan."""
    unit = handling.holder
    path = f"/consultation/assignments/{county.assignment(proposal.ref, unit)}/waive"
    body = {"phase": "before", "reason": "再次办理方案已在签字反馈时当面说明，不再另行召开办前协商。"}
    await county.post(f"{proposal.ref} waive {unit} {cycle}", await county.member(proposal.first_proposer), path, body)


async def _plan(county: County, proposal: Proposal, handling: Handling, cycle: int) -> None:
    unit = handling.holder
    path = f"/consultation/assignments/{county.assignment(proposal.ref, unit)}/agree-plan"
    plan = handling.plan or "按提案建议逐条研究，明确责任科室和完成时限。"
    if cycle > 1:
        plan = f"再次办理：针对委员反馈意见，{plan}"
    await county.post(f"{proposal.ref} plan {unit} {cycle}", await county.unit(unit), path, {"plan": plan})


async def _draft(county: County, proposal: Proposal, handling: Handling, reply: Reply) -> None:
    """Draft, every helper's word, the leader's approval, the office's vetting: all but the issue."""
    key = f"{proposal.ref} reply {handling.unit} {reply.cycle}"
    if reply.rejected_first is not None:
        first = await _version(county, proposal, handling.holder, reply, f"{key} first")
        path = f"/consultation/replies/{first}/reject"
        await county.post(f"{key} reject", await county.office(), path, {"reason": reply.rejected_first})
    id = await _version(county, proposal, handling.holder, reply, key)
    vetting: dict[str, Any] = {}
    if reply.vetted_class is not None:
        vetting = {"answer_class": reply.vetted_class, "reason": reply.class_change_reason}
    await county.post(f"{key} vet", await county.office(), f"/consultation/replies/{id}/vet", vetting)


async def _version(county: County, proposal: Proposal, unit: str, reply: Reply, key: str) -> str:
    """One version up to the leader's approval."""
    body = {"assignment_id": county.assignment(proposal.ref, unit), "content": _content(county, reply)}
    id = await county.post(key, await county.unit(unit), "/consultation/replies", body)
    for helper in proposal.handlings:
        if helper.role == "helper":
            name = helper.holder
            path = f"/consultation/replies/{id}/countersign"
            await county.post(f"{key} countersign {name}", await county.unit(name), path, {"opinion": helper.opinion})
    await county.post(f"{key} approve", await county.leader(unit), f"/consultation/replies/{id}/approve")
    return id


def _content(county: County, reply: Reply) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    for answer in reply.answers:
        said: dict[str, Any] = answer.model_dump(exclude={"promise", "due_day"})
        if answer.promise is not None and answer.due_day is not None:
            said["commitment"] = {"promise": answer.promise, "due": county.date_of(answer.due_day).isoformat()}
        answers.append(said)
    return {
        "answer_class": reply.answer_class,
        "answers": answers,
        "signatory": reply.signatory,
        "contact": reply.contact,
        "text": reply.text,
    }


async def _issue(county: County, proposal: Proposal, handling: Handling, reply: Reply) -> None:
    key = f"{proposal.ref} reply {handling.unit} {reply.cycle}"
    year = county.date_of(reply.issued.day).year
    number = f"示例{handling.holder}提函〔{year}〕{proposal.ref.removeprefix('P').lstrip('0')}-{reply.cycle}号"
    path = f"/consultation/replies/{county.journal[key]}/issue"
    await county.post(f"{key} issue", await county.office(), path, {"number": number})
