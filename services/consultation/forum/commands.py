"""What changes a meeting of one of the three levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.problems import NotFound
from chassis.uploads import FilesPolicy, Room, Taken
from contracts.base import DomainRefusal, Form
from contracts.consultation import Attendance, ForumConvened, Level
from contracts.files import Attachment
from services.consultation.attendance.policy import Shown, SignInPolicy
from services.consultation.document.policy import DEFAULT as DOCUMENTS_DEFAULT
from services.consultation.forum import domain
from services.consultation.forum.domain import Forum, Purpose
from services.consultation.forum.store import CODES, FORUMS
from services.consultation.letter.store import names
from services.consultation.metadata import TABLES
from services.consultation.selection.store import SELECTIONS
from services.consultation.unit import store as units


class ForumPolicy(SignInPolicy):
    forms: Mapping[Level, tuple[Form, ...]]


POLICY = Policy("forum", ForumPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
DOCUMENTS = Policy("forum-documents", FilesPolicy, DOCUMENTS_DEFAULT, TABLES)


@dataclass(frozen=True)
class Wanted:
    """A meeting as it is called for."""

    selection_id: str
    title: str
    convener: str
    form: Form
    at: datetime
    place: str
    proposals: Sequence[str]
    units: Sequence[str]
    members: Sequence[str]
    beneficiaries: Sequence[str]


async def convene(tx: Tx, wanted: Wanted) -> Loaded[Forum]:
    """Locks the selection: none is convened on a year that is being reported on."""
    selection = await SELECTIONS.find(tx, wanted.selection_id)
    if selection is None:
        raise DomainRefusal("selection-unknown", f"There is no selection {wanted.selection_id}.")
    policy = (await POLICY.at(tx)).value
    for unit_id in dict.fromkeys(wanted.units):
        await units.check_assignable(tx, unit_id)
    members = tuple(dict.fromkeys(wanted.members))
    unknown = sorted(set(members) - (await names(tx, "member", members, tx.now)).keys())
    if unknown:
        # A wrong id would be an invitation that nobody gets.
        raise DomainRefusal("member-unknown", f"No members of this county: {', '.join(unknown)}.")
    forum_id = new_id(tx)
    event = ForumConvened(
        forum_id=forum_id,
        selection_id=selection.id,
        level=selection.state.level,
        title=wanted.title,
        convener=wanted.convener,
        form=wanted.form,
        at=wanted.at,
        place=wanted.place,
        proposals=tuple(dict.fromkeys(wanted.proposals)),
        units=tuple(dict.fromkeys(wanted.units)),
        members=members,
        beneficiaries=tuple(dict.fromkeys(wanted.beneficiaries)),
    )
    events = domain.convene(event, selection.state, policy.forms[selection.state.level], now=tx.now)
    return await FORUMS.append(tx, forum_id, None, events)


async def call_off(tx: Tx, forum_id: str, reason: str) -> Loaded[Forum]:
    loaded = await FORUMS.load(tx, forum_id)
    return await FORUMS.append(tx, forum_id, loaded, domain.call_off(loaded.state, forum_id, reason=reason))


async def show_code(tx: Tx, forum_id: str) -> Shown:
    """The code to be shown in the room now."""
    loaded = await FORUMS.load(tx, forum_id, lock=False)
    domain.allow("sign_in", loaded.state)
    policy = (await POLICY.at(tx)).value
    return Shown(*await CODES.show(tx, forum_id, policy.code_seconds), page=policy.page)


async def sign_in(tx: Tx, forum_id: str, code: str) -> Loaded[Forum]:
    """The code is asked for first: who is not in the room learns nothing of the meeting."""
    policy = (await POLICY.at(tx)).value
    loaded = await FORUMS.find(tx, forum_id)
    if loaded is None:
        raise NotFound(f"forums {forum_id}")
    await CODES.check(tx, forum_id, code, policy.code_seconds)
    events = domain.sign_in(
        loaded.state,
        forum_id,
        name=tx.actor.name,
        login=tx.actor.subject,
        member_id=tx.actor.member_id,
        units=tx.actor.units,
        window=policy.window(loaded.state.at),
        now=tx.receipt,
    )
    return await FORUMS.append(tx, forum_id, loaded, events)


async def attend(tx: Tx, forum_id: str, *, name: str, member_id: str | None, unit_id: str | None) -> Loaded[Forum]:
    loaded = await FORUMS.load(tx, forum_id)
    came = Attendance(name=name, at=tx.now, member_id=member_id, unit_id=unit_id, entered_by=tx.actor.name)
    return await FORUMS.append(tx, forum_id, loaded, domain.attend(loaded.state, forum_id, came))


async def hold(
    tx: Tx, forum_id: str, *, minutes: str, agreed: Sequence[str], still_open: Sequence[str]
) -> Loaded[Forum]:
    loaded = await FORUMS.load(tx, forum_id)
    events = domain.hold(loaded.state, forum_id, minutes=minutes, agreed=agreed, still_open=still_open, now=tx.now)
    return await FORUMS.append(tx, forum_id, loaded, events)


async def room_for_document(tx: Tx, forum_id: str) -> Room:
    state = (await FORUMS.load(tx, forum_id, lock=False)).state
    domain.allow("add_document", state)
    return (await DOCUMENTS.at(tx)).value.room(state.documents)


async def add_document(tx: Tx, forum_id: str, purpose: Purpose, taken: Taken) -> Attachment:
    """The meeting's row is locked: of two at once the second sees the first."""
    loaded = await FORUMS.load(tx, forum_id)
    added = taken.attachment(tx, purpose)
    limits = (await DOCUMENTS.at(tx)).value.limits
    events = domain.add_document(loaded.state, forum_id, added, limits, added_by=tx.actor.name)
    await FORUMS.append(tx, forum_id, loaded, events)
    return added


async def remove_document(tx: Tx, forum_id: str, document_id: str, *, reason: str) -> Loaded[Forum]:
    loaded = await FORUMS.load(tx, forum_id)
    events = domain.remove_document(loaded.state, forum_id, document_id, reason=reason, removed_by=tx.actor.name)
    if not events:
        raise NotFound(f"documents {document_id}")
    return await FORUMS.append(tx, forum_id, loaded, events)
