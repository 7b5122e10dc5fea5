"""Files that the two parties bring to the record of their consultation, and from when on they stay as they are."""

from collections.abc import Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event
from contracts.consultation import ConsultationDocument, ConsultationDocumentAdded, ConsultationDocumentRemoved
from contracts.files import Limits, check_room
from services.consultation.meeting.domain import Consultation, allow

Purpose = Literal["material", "photo", "minutes_scan", "evidence"]
"""``evidence`` is of a dispute. In an event a purpose is a name, so that one more breaks no reader."""


def of_side(state: Consultation, member_id: str | None) -> Sequence[ConsultationDocument]:
    """What the unit has brought, or the proposers: neither can fill the room of the other."""
    return [one for one in state.documents if (one.member_id is None) == (member_id is None)]


def check_addable(state: Consultation, purpose: Purpose) -> None:
    allow("add_document", state)
    if state.state == "disputed":
        if purpose != "evidence":
            raise DomainRefusal("document-purpose", "What is disputed stays as it is; evidence is added beside it.")
        return
    if purpose == "evidence":
        raise DomainRefusal("document-purpose", "Evidence is of a dispute, and the record is not disputed.")
    if state.state == "scheduled" and purpose != "material":
        raise DomainRefusal("document-purpose", f"A {purpose} is of what was held; record the consultation first.")
    _check_open(state)


def _check_open(state: Consultation) -> None:
    spoken = (*state.confirmed_by, *state.found_against)
    if spoken:
        raise DomainRefusal(
            "files-fixed",
            f"{', '.join(spoken)} confirmed the record as it is, or it was found right; a dispute adds what it needs.",
        )


def add(
    state: Consultation,
    consultation_id: str,
    added: ConsultationDocument,
    limits: Limits,
    *,
    purpose: Purpose,
    unit_id: str,
    added_by: str,
) -> list[Event]:
    """``unit_id`` is whose consultation it is, whoever brings the file."""
    check_addable(state, purpose)
    check_room(of_side(state, added.member_id), added, limits)
    return [
        ConsultationDocumentAdded(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            unit_id=unit_id,
            document=added,
            added_by=added_by,
        )
    ]


def remove(
    state: Consultation,
    consultation_id: str,
    document_id: str,
    *,
    member_id: str | None,
    unit_id: str,
    reason: str,
    removed_by: str,
) -> list[Event]:
    """By who brought it: the unit, or that proposer. Nothing where the record has no such document."""
    allow("remove_document", state)
    found = next((one for one in state.documents if one.attachment_id == document_id), None)
    if found is None:
        return []
    if found.member_id != member_id:
        raise DomainRefusal("document-other", f"{found.name} was brought by somebody else, who alone may remove it.")
    if state.state != "disputed":
        _check_open(state)
    elif found.purpose != "evidence" or found.sha256 in state.confirmed_files:
        raise DomainRefusal("files-fixed", f"{found.name} is of what is disputed: until that is settled it stays.")
    return [
        ConsultationDocumentRemoved(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            unit_id=unit_id,
            document=found,
            reason=reason,
            removed_by=removed_by,
        )
    ]
