"""Whom an event is told to, and the facts of a notice that are no field of the event."""

from collections.abc import Awaitable, Callable, Mapping

from services.notification.desk import Desk
from services.notification.notice.domain import NotYet

Rule = Callable[[Desk], Awaitable[list[str]]]
"""Addressees are ``member:ID``, ``person:ID``, ``body:ID`` (its officers), ``unit:ID`` (its users), ``role:NAME`` and
``supervisor:NAME``."""


async def proposers(desk: Desk) -> list[str]:
    """First, joint and those of merged proposals; of a collective one its body."""
    return await desk.proposers()


async def own_proposers(desk: Desk) -> list[str]:
    """Those of the proposal itself, not of what was merged into it."""
    return list((await desk.proposal()).own_proposers())


async def first_proposer(desk: Desk) -> list[str]:
    return list((await desk.proposal()).own_proposers()[:1])


async def member(desk: Desk) -> list[str]:
    return [f"member:{desk.event.member_id}"]


async def tried_member(desk: Desk) -> list[str]:
    """Whose login it was; only a member's can be refused a signature."""
    return [f"member:{desk.event.member_id}"] if desk.event.member_id else []


async def members(desk: Desk) -> list[str]:
    return [f"member:{one}" for one in desk.event.members]


async def awaited_members(desk: Desk) -> list[str]:
    return [f"member:{one}" for one in desk.event.awaiting]


async def awaited_reviewers(desk: Desk) -> list[str]:
    return [f"person:{one}" for one in desk.event.awaiting]


async def review_lead(desk: Desk) -> list[str]:
    return [f"person:{desk.event.lead}"]


async def unit(desk: Desk) -> list[str]:
    return [f"unit:{await desk.unit()}"]


async def successor(desk: Desk) -> list[str]:
    return [f"unit:{desk.event.successor_id}"]


async def overseers(desk: Desk) -> list[str]:
    """The offices that the county's policy names, as the event says."""
    return [f"role:{one}" for one in desk.event.overseers]


async def former_unit(desk: Desk) -> list[str]:
    """Of an assignment that another unit has now."""
    return [f"unit:{await desk.held_by(desk.event.assignment_id)}"]


async def invited_units(desk: Desk) -> list[str]:
    return [f"unit:{one}" for one in desk.event.units]


async def asked_units(desk: Desk) -> list[str]:
    """Of an activity: those to which it left something to do."""
    return [f"unit:{one}" for one in dict.fromkeys(one.unit_id for one in desk.event.follow_ups) if one]


async def asked_unit(desk: Desk) -> list[str]:
    """Whoever is no unit has no inbox of its own; its supervisor hears of it."""
    return [f"unit:{desk.event.unit_id}"] if desk.event.unit_id else []


async def helping_units(desk: Desk) -> list[str]:
    """Whom the version waits for, as the event says; an older one tells nobody."""
    return [f"unit:{one}" for one in desk.event.helpers]


async def lead_unit(desk: Desk) -> list[str]:
    return [f"unit:{desk.event.lead_unit}"] if desk.event.lead_unit else []


async def units(desk: Desk) -> list[str]:
    """All that handled the proposal then; one that was assigned later hears it with the assignment."""
    return [f"unit:{one}" for one in (await desk.proposal()).units_at(desk.at)]


async def supervisor(desk: Desk) -> list[str]:
    return [f"supervisor:{await desk.supervisor()}"]


async def units_or_later(desk: Desk) -> list[str]:
    """Of what changes how the proposal is supervised: those that handled it then, and whoever was told of a later
    assignment before this was known, since that was worded without it."""
    found = await desk.proposal()
    named = found.units_at(desk.at) if desk.again else (*found.units_at(desk.at), *found.units_by_now())
    return [f"unit:{one}" for one in dict.fromkeys(named)]


GROWING: frozenset[Rule] = frozenset({units, units_or_later, supervisor})
"""Whose addressees may be others than what has come so far says: an assignment or an appointment of before may come
after, from another partition. Who is learned of later is told then; who was told is not untold."""


async def new_supervisor(desk: Desk) -> list[str]:
    return [f"supervisor:{desk.event.supervisor}"]


async def leader(desk: Desk) -> list[str]:
    return [f"supervisor:{desk.event.leader}"]


async def booking_holder(desk: Desk) -> list[str]:
    found = await desk.holder("booking", desk.event.booking_id)
    return [f"body:{found.body_id}" if found.body_id else f"member:{found.holder}"]


async def suggester(desk: Desk) -> list[str]:
    """Of a topic; whoever has not signed in has no inbox, and looks it up."""
    found = await desk.find("suggestion", desk.event.suggestion_id)
    if found.name is None:
        raise NotYet("suggestion", desk.event.suggestion_id)
    return [found.suggester] if found.suggester else []


async def offered_to(desk: Desk) -> list[str]:
    """The member or the body that is asked to work up a topic, or to take up what was forwarded."""
    body_id, member_id = desk.event.body_id, desk.event.member_id
    return [f"body:{body_id}" if body_id else f"member:{member_id}"]


async def who_raised_it(desk: Desk) -> list[str]:
    """Whoever wrote without a name has no inbox, and looks it up by the receipt."""
    holder = (await desk.holder("issue", desk.event.issue_id)).holder or ""
    return [] if holder.startswith("unnamed:") else [f"person:{holder}"]


async def who_entered_it(desk: Desk) -> list[str]:
    """The login of the staff, as their inbox names it."""
    return [f"person:{desk.event.entered_by}"]


async def readers(desk: Desk) -> list[str]:
    """Each once, however much is theirs to read."""
    every = (reader.assessor for reading in desk.event.readings for reader in reading.readers)
    return [f"person:{one}" for one in dict.fromkeys(every)]


async def taker(desk: Desk) -> list[str]:
    return [f"person:{desk.event.taken_by}"]


async def winner(desk: Desk) -> list[str]:
    return await desk.proposers() if desk.event.kind == "excellent_proposal" else [f"unit:{desk.event.subject_id}"]


def role(name: str) -> Rule:
    async def everybody(desk: Desk) -> list[str]:
        return [f"role:{name}"]

    everybody.__name__ = name
    return everybody


all_members, clerks, chair, assigning_office, assessors, deciding_leaders = map(
    role, ("member", "clerk", "chair", "assigning_office", "assessor", "supervisor")
)


Derived = Callable[[Desk], Awaitable[str]]


async def _unit_name(desk: Desk) -> str:
    return await desk.name("unit", await desk.unit())


async def _successor(desk: Desk) -> str:
    return await desk.name("unit", desk.event.successor_id)


async def _former_unit(desk: Desk) -> str:
    return await desk.name("unit", await desk.held_by(desk.event.assignment_id))


async def _suggested_unit(desk: Desk) -> str:
    return await desk.name("unit", desk.event.suggested_unit)


async def _wanted_unit(desk: Desk) -> str:
    return await desk.name("unit", desk.event.wanted_unit)


async def _member_name(desk: Desk) -> str:
    return await desk.name("member", desk.event.member_id)


async def _proposer(desk: Desk) -> str:
    found = await desk.proposal()
    if found.body_id:
        return await desk.name("body", found.body_id)
    return await desk.name("member", found.first_proposer or "")


async def _master(desk: Desk) -> str:
    return (await desk.filed(desk.event.master_id)).name or ""


async def _topic(desk: Desk) -> str:
    return (await desk.find("booking", desk.event.booking_id)).name or desk.event.booking_id


async def _asked(desk: Desk) -> str:
    asked = desk.event
    return await (desk.name("body", asked.body_id) if asked.body_id else desk.name("member", asked.member_id))


async def _suggestion(desk: Desk) -> str:
    return (await desk.find("suggestion", desk.event.suggestion_id)).name or desk.event.suggestion_id


async def _class(desk: Desk) -> str:
    return (await desk.proposal()).supervision_class or "general"


async def _object_until(desk: Desk) -> str:
    return desk.event.assisted.object_until.isoformat()


async def _paper_title(desk: Desk) -> str:
    return desk.event.entry.text.title


async def _directive_by(desk: Desk) -> str:
    return str(desk.event.directive.given_by)


async def _directive_text(desk: Desk) -> str:
    return str(desk.event.directive.text)


async def _inspected_by(desk: Desk) -> str:
    return str(desk.event.inspection.announced_by)


async def _inspected_on(desk: Desk) -> str:
    return desk.event.inspection.inspection_on.isoformat()


async def _matters(desk: Desk) -> str:
    return str(desk.event.inspection.matters)


async def _assessed_by(desk: Desk) -> str:
    return str(desk.event.assessment.assessed_by)


async def _score(desk: Desk) -> str:
    return f"{float(desk.event.total):g}"


async def _full_score(desk: Desk) -> str:
    return f"{float(desk.event.maximum):g}"


DERIVED: Mapping[str, Derived] = {
    "unit": _unit_name,
    "former_unit": _former_unit,
    "successor": _successor,
    "suggested": _suggested_unit,
    "wanted": _wanted_unit,
    "member": _member_name,
    "proposer": _proposer,
    "master": _master,
    "booked_topic": _topic,
    "asked": _asked,
    "suggested_topic": _suggestion,
    "supervision_class": _class,
    "object_until": _object_until,
    "paper_title": _paper_title,
    "directive_by": _directive_by,
    "directive_text": _directive_text,
    "inspected_by": _inspected_by,
    "inspected_on": _inspected_on,
    "matters": _matters,
    "assessed_by": _assessed_by,
    "score": _score,
    "full_score": _full_score,
}
"""Facts that are no field of the event: mostly names, for people do not read ids."""
