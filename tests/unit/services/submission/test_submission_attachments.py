"""How much may be attached, by whom and when; a body's seal."""

from typing import Any

import pytest

from contracts.base import DomainRefusal, ProposalKind
from contracts.files import Limits, check_room, room
from contracts.submission import Attachment, AttachmentAdded, AttachmentRemoved
from services.submission.attachment.domain import attach, check_seal, detach, seal_missing
from services.submission.attachment.policy import POLICY
from services.submission.proposal.domain import apply
from tests.unit.services.submission.test_submission_proposal import FILE, proposal

LIMITS = Limits(count=3, bytes_each=100, bytes_sum=150)


def file(number: int, size: int = 10, **changes: Any) -> Attachment:
    given = {"attachment_id": f"a{number}", "sha256": f"{number:064}", "bytes": size}
    return FILE.model_copy(update=given | changes)


@pytest.mark.parametrize(
    ("present", "left"),
    [((), 100), ((60,), 90), ((40, 10), 100), ((100, 49), 1), ((100, 50), None), ((1, 1, 1), None), ((200,), None)],
)
def test_the_next_file_has_the_room_that_is_left(present: tuple[int, ...], left: int | None) -> None:
    there = [file(number, size) for number, size in enumerate(present)]
    if left is not None:
        assert room(there, LIMITS) == left
        check_room(there, file(9, left), LIMITS)
    with pytest.raises(DomainRefusal) as refused:
        check_room(there, file(9, (left or 0) + 1), LIMITS)
    assert refused.value.rule == "attachments-full"


def test_the_same_file_is_attached_once_for_one_purpose() -> None:
    with pytest.raises(DomainRefusal) as refused:
        check_room([file(1)], file(2, sha256=file(1).sha256), LIMITS)
    assert refused.value.rule == "attached-already"
    check_room([file(1)], file(2, sha256=file(1).sha256, purpose="seal_scan"), LIMITS)


def test_what_is_added_and_removed_is_in_the_state() -> None:
    returned = proposal(state="returned")
    (added,) = attach(returned, "M1", FILE, LIMITS)
    assert isinstance(added, AttachmentAdded)
    with_it = apply(returned, added)
    assert with_it.attachments == (FILE,)
    assert with_it.state == "returned"
    (removed,) = detach(with_it, "M1", FILE.attachment_id)
    assert isinstance(removed, AttachmentRemoved)
    assert removed.attachment == FILE
    assert apply(with_it, removed) == returned
    assert detach(returned, "M1", FILE.attachment_id) == []


def test_only_the_first_proposer_changes_them() -> None:
    returned = proposal(state="returned", attachments=(FILE,))
    for act in (lambda: attach(returned, "M2", file(2), LIMITS), lambda: detach(returned, "M2", "a1")):
        with pytest.raises(DomainRefusal) as refused:
            act()
        assert refused.value.rule == "first-proposer"


@pytest.mark.parametrize(
    ("kind", "purpose", "missing"),
    [
        ("collective", "seal_scan", False),
        ("collective", "attachment", True),
        ("individual", "attachment", False),
        ("joint", "attachment", False),
    ],
)
def test_a_seal_is_missing_where_a_body_files_without_its_scan(kind: ProposalKind, purpose: str, missing: bool) -> None:
    attached = (file(1, purpose=purpose),)
    assert seal_missing(kind, attached) is missing
    if missing:
        with pytest.raises(DomainRefusal) as refused:
            check_seal(kind, attached)
        assert refused.value.rule == "seal-scan-missing"
    else:
        check_seal(kind, attached)


def test_the_shipped_policy_is_typed() -> None:
    shipped = POLICY.default()
    assert shipped.limits == Limits(5, 32 * 1024 * 1024, 100 * 1024 * 1024)
    assert not shipped.collective_needs_seal_scan
