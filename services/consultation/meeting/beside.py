"""What is put beside a record without changing it: files that the two parties bring, and who came."""

from pathlib import Path

from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.problems import NotFound
from chassis.uploads import FilesPolicy, Room, Taken
from contracts.base import DomainRefusal
from contracts.consultation import ConsultationDocument, ParticipantRole, SignedIn
from services.consultation.assignment.domain import NO_ANSWER
from services.consultation.assignment.store import ASSIGNMENTS, of_proposal
from services.consultation.attendance.policy import Shown, SignInPolicy
from services.consultation.document.policy import DEFAULT as DOCUMENTS_DEFAULT
from services.consultation.matter import store as matters
from services.consultation.meeting import brought, signing_in
from services.consultation.meeting.brought import Purpose
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.store import CODES, CONSULTATIONS
from services.consultation.metadata import TABLES

SIGN_IN = Policy("consultation-sign-in", SignInPolicy, Path(__file__).with_name("sign_in.yaml"), TABLES)
DOCUMENTS = Policy("consultation-documents", FilesPolicy, DOCUMENTS_DEFAULT, TABLES)


async def _parties(tx: Tx, consultation_id: str) -> tuple[str, str | None]:
    """Whose consultation it is, and the proposer who calls; None: that unit does. For others it does not exist."""
    found = await CONSULTATIONS.find(tx, consultation_id, lock=False)
    if found is not None:
        matter = await matters.find(tx, found.state.proposal_id)
        unit_id = (await ASSIGNMENTS.load(tx, found.state.assignment_id, lock=False)).state.unit_id
        member_id = tx.actor.member_id
        if "member" in tx.actor.roles and matter is not None and member_id in matter.proposers:
            return unit_id, member_id
        if "unit" in tx.actor.roles and unit_id in tx.actor.units:
            return unit_id, None
    raise NotFound(f"consultations {consultation_id}")


async def room_for_document(tx: Tx, consultation_id: str, purpose: Purpose) -> Room:
    _, member_id = await _parties(tx, consultation_id)
    state = (await CONSULTATIONS.load(tx, consultation_id, lock=False)).state
    brought.check_addable(state, purpose)
    return (await DOCUMENTS.at(tx)).value.room(brought.of_side(state, member_id))


async def add_document(tx: Tx, consultation_id: str, purpose: Purpose, taken: Taken) -> ConsultationDocument:
    """The consultation's row is locked: who confirms it at this moment confirms it without the file, or not yet."""
    unit_id, member_id = await _parties(tx, consultation_id)
    loaded = await CONSULTATIONS.load(tx, consultation_id)
    added = ConsultationDocument(**taken.attachment(tx, purpose).model_dump(), member_id=member_id)
    limits = (await DOCUMENTS.at(tx)).value.limits
    events = brought.add(
        loaded.state, consultation_id, added, limits, purpose=purpose, unit_id=unit_id, added_by=tx.actor.name
    )
    await CONSULTATIONS.append(tx, consultation_id, loaded, events)
    return added


async def remove_document(tx: Tx, consultation_id: str, document_id: str, *, reason: str) -> Loaded[Consultation]:
    unit_id, member_id = await _parties(tx, consultation_id)
    loaded = await CONSULTATIONS.load(tx, consultation_id)
    events = brought.remove(
        loaded.state,
        consultation_id,
        document_id,
        member_id=member_id,
        unit_id=unit_id,
        reason=reason,
        removed_by=tx.actor.name,
    )
    if not events:
        raise NotFound(f"documents {document_id}")
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def show_code(tx: Tx, consultation_id: str) -> Shown:
    """The code that the unit shows now."""
    loaded = await _load_as_unit(tx, consultation_id, lock=False)
    signing_in.time_of(loaded.state)
    policy = (await SIGN_IN.at(tx)).value
    return Shown(*await CODES.show(tx, consultation_id, policy.code_seconds), page=policy.page)


async def _load_as_unit(tx: Tx, consultation_id: str, *, lock: bool = True) -> Loaded[Consultation]:
    found = await CONSULTATIONS.find(tx, consultation_id, lock=False)
    if found is None or found.state.unit_id not in tx.actor.units:
        raise NotFound(f"consultations {consultation_id}")
    return await CONSULTATIONS.load(tx, consultation_id, lock=lock)


async def sign_in(tx: Tx, consultation_id: str, code: str) -> Loaded[Consultation]:
    """The code is asked for first: who is not in the room learns nothing of the consultation."""
    policy = (await SIGN_IN.at(tx)).value
    loaded = await CONSULTATIONS.find(tx, consultation_id)
    if loaded is None:
        raise NotFound(f"consultations {consultation_id}")
    await CODES.check(tx, consultation_id, code, policy.code_seconds)
    at = signing_in.time_of(loaded.state)
    unit_id, came = await _signing_in(tx, loaded.state)
    window = policy.window(at)
    events = signing_in.sign_in(loaded.state, consultation_id, came, window, unit_id=unit_id, now=tx.receipt)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def _signing_in(tx: Tx, state: Consultation) -> tuple[str, SignedIn]:
    """The unit whose consultation it is, and the caller: a proposer, or somebody of that unit or of one that helps."""
    actor, at = tx.actor, tx.receipt
    beside = await of_proposal(tx, state.proposal_id)
    unit_id = next(one.state.unit_id for one in beside if one.id == state.assignment_id)
    matter = await matters.find(tx, state.proposal_id)
    if "member" in actor.roles and matter is not None and actor.member_id in matter.proposers:
        return unit_id, SignedIn(
            name=actor.name, at=at, login=actor.subject, member_id=actor.member_id, role="proposer"
        )
    helping = [one.state for one in beside if one.state.role == "helper"]
    helpers = [one.unit_id for one in helping if one.state not in NO_ANSWER]
    own = actor.units if actor.roles & {"unit", "unit_leader"} else frozenset[str]()
    for one in (unit_id, *helpers):
        if one in own:
            return unit_id, SignedIn(name=actor.name, at=at, login=actor.subject, unit_id=one, role="unit")
    raise DomainRefusal("not-invited", "You are of neither party and no helper; the unit may enter you by name.")


async def enter(tx: Tx, consultation_id: str, name: str, role: ParticipantRole) -> Loaded[Consultation]:
    """The unit writes down somebody without a login. It never writes down a proposer."""
    loaded = await _load_as_unit(tx, consultation_id)
    window = (await SIGN_IN.at(tx)).value.window(signing_in.time_of(loaded.state))
    came = SignedIn(name=name, at=tx.receipt, role=role, entered_by=tx.actor.name)
    unit_id = loaded.state.unit_id
    assert unit_id is not None  # the caller's
    events = signing_in.sign_in(loaded.state, consultation_id, came, window, unit_id=unit_id, now=tx.receipt)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)
