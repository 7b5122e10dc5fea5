"""全覆盖督办: passkeys, key and tracked proposals, activities, urges, extensions, and the members' signatures."""

import hashlib
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from chassis.workcalendar import add_months
from ops.authenticator import SoftwareAuthenticator
from ops.demo.county import County
from ops.demo.script import LAST_DAY, Activity, Extension, Key, Moment, Proposal, SignOff, Tracked, Urge
from ops.demo.steps import Chain

ENROLMENT_DAY = 2
LAST_MOMENT = Moment(day=LAST_DAY, at=time(0, 5))


def chains(county: County) -> Iterator[Chain]:
    script = county.script
    signers = {s.member for p in script.proposals for s in p.sign_offs if s.method == "passkey"}
    for member in sorted(signers):
        chain = Chain(f"key {member}")
        chain.add(Moment(day=ENROLMENT_DAY, at=script.directory.at), _bind_key, county, member)
        yield chain
    for proposal in script.proposals:
        chain = Chain(proposal.ref)
        if proposal.key is not None:
            chain.add(proposal.key.when, _designate_key, county, proposal, proposal.key)
        for number, activity in enumerate(proposal.activities, 1):
            name = f"{proposal.ref} activity {number}"
            chain.add(activity.when, _activity, county, name, county_id(county, proposal.ref), activity)
        for number, urge in enumerate(proposal.urges, 1):
            chain.add(urge.when, _urge, county, proposal, number, urge)
        for extension in proposal.extensions:
            chain.add(extension.when, _extend, county, proposal, extension)
        for sign_off in proposal.sign_offs:
            act = _sign if sign_off.method == "passkey" else _sign_on_paper
            chain.add(sign_off.when, act, county, proposal, sign_off)
        if proposal.closed_unsigned is not None:
            chain.add(LAST_MOMENT, _close_unsigned, county, proposal, proposal.closed_unsigned)
        yield chain
    for tracked in script.tracked:
        chain = Chain(tracked.archive_id)
        chain.add(tracked.when, _track, county, tracked)
        for number, activity in enumerate(tracked.activities, 1):
            name = f"{tracked.archive_id} activity {number}"
            chain.add(activity.when, _activity, county, name, lambda id=tracked.archive_id: id, activity)
        if tracked.finished is not None:
            chain.add(tracked.finished, _finish, county, tracked)
        yield chain


def county_id(county: County, ref: str) -> Any:
    """The proposal's id, looked up when the step is taken: it is filed by then."""
    return lambda: county.proposal(ref)


def _device(county: County, member: str) -> SoftwareAuthenticator:
    """The member's device in software. Its key follows from who it belongs to, so that a killed run has it again."""
    return SoftwareAuthenticator("http://localhost:8080", seed=f"demo/{county.code}/{member}")


async def _bind_key(county: County, member: str) -> None:
    """Two of the staff see the person; the code they hand over binds the key that the member's device makes."""
    code = hashlib.sha256(f"demo/{county.code}/{member}/code".encode()).hexdigest()
    path = f"/supervision/members/{member}/enrolments"
    await county.post(f"key {member} open", await county.clerk(), path)
    await county.post(f"key {member} confirm", await county.second_clerk(), f"{path}/confirm", {"code": code})
    caller = await county.member(member)

    async def options() -> Any:
        return await caller.post("/supervision/passkeys/options", {"code": code}, key=f"demo:key {member} options")

    credential = _device(county, member).create(await county.once(f"key {member} options", options))
    await county.post(f"key {member}", caller, "/supervision/passkeys", {"code": code, "credential": credential})


async def _designate_key(county: County, proposal: Proposal, key: Key) -> None:
    path = f"/supervision/oversights/{county.proposal(proposal.ref)}/designate-key"
    body = {"key_number": key.key_number, "leader": key.leader}
    await county.post(f"{proposal.ref} key", await county.chair(), path, body)


async def _activity(county: County, name: str, id: Any, activity: Activity) -> None:
    body = {"kind": activity.kind, "held_on": county.held_on(activity.when), "findings": activity.findings}
    caller = await county.as_("supervisor")
    await county.post(name, caller, f"/supervision/oversights/{id()}/activities", body)


async def _urge(county: County, proposal: Proposal, number: int, urge: Urge) -> None:
    body = {"assignment_id": county.assignment(proposal.ref, proposal.holder(urge.unit)), "text": urge.text}
    path = f"/supervision/oversights/{county.proposal(proposal.ref)}/urges"
    await county.post(f"{proposal.ref} urge {number}", await county.clerk(), path, body)


async def _extend(county: County, proposal: Proposal, extension: Extension) -> None:
    office = await county.office()
    path = f"/supervision/deadlines/{county.assignment(proposal.ref, proposal.holder(extension.unit))}"

    async def later() -> str:
        due = date.fromisoformat((await office.get(path))["due"])
        return add_months(due, extension.months).isoformat()

    due = await county.once(f"{proposal.ref} extend {extension.unit} to", later)
    body = {"due": due, "reason": extension.reason}
    await county.post(f"{proposal.ref} extend {extension.unit}", office, f"{path}/extend", body)


def _opinion(sign_off: SignOff) -> dict[str, Any]:
    return sign_off.model_dump(include={"result", "process", "visited", "view", "comment"})


async def _sign(county: County, proposal: Proposal, sign_off: SignOff) -> None:
    """What is sent is kept before it is sent: a signature made anew would be another one under the same key."""
    key = f"{proposal.ref} sign {sign_off.unit} {sign_off.cycle} {sign_off.member}"
    path = f"/supervision/sign-offs/{county.reply(proposal.ref, sign_off.unit, sign_off.cycle)}"
    caller = await county.member(sign_off.member)

    async def signed() -> Any:
        asked = await caller.post(f"{path}/challenge", _opinion(sign_off), key=f"demo:{key} challenge")
        return {
            "signed_json": asked["signed_json"],
            "credential": _device(county, sign_off.member).get(asked["options"]),
        }

    await county.post(key, caller, f"{path}/sign", await county.once(f"{key} signed", signed))


async def _sign_on_paper(county: County, proposal: Proposal, sign_off: SignOff) -> None:
    key = f"{proposal.ref} sign {sign_off.unit} {sign_off.cycle} {sign_off.member}"
    path = f"/supervision/sign-offs/{county.reply(proposal.ref, sign_off.unit, sign_off.cycle)}/paper"
    scan = hashlib.sha256(f"demo/{county.code}/{key}/scan".encode()).hexdigest()
    body = _opinion(sign_off) | {"member_id": sign_off.member, "scan_sha256": scan}
    await county.post(f"{key} entered", await county.clerk(), path, body)
    await county.post(key, await county.second_clerk(), f"{path}/{sign_off.member}/confirm")


async def _close_unsigned(county: County, proposal: Proposal, reason: str) -> None:
    """After all reminders: at the year's end they have gone out."""
    path = f"/supervision/oversights/{county.proposal(proposal.ref)}/close-unsigned"
    await county.post(f"{proposal.ref} close", await county.chair(), path, {"why": "unreachable", "reason": reason})


async def _track(county: County, tracked: Tracked) -> None:
    path = f"/supervision/tracking/{tracked.archive_id}/designate"
    await county.post(f"{tracked.archive_id} track", await county.clerk(), path, {"reason": tracked.reason})


async def _finish(county: County, tracked: Tracked) -> None:
    path = f"/supervision/tracking/{tracked.archive_id}/finish"
    await county.post(f"{tracked.archive_id} finish", await county.clerk(), path, {"finding": tracked.finding})
