"""What may be done with a draft; its text is judged when it is filed, not while it is being written."""

from datetime import datetime
from typing import Literal

from contracts.base import DomainRefusal, Record

Section = Literal["title", "situation", "analysis", "suggestions", "form"]
"""``suggestions`` is a list of texts, ``form`` what is filed beside the text (kind, co-signers, consent …)."""


State = Literal["open", "filed", "discarded"]


class Draft(Record):
    id: str
    member_id: str
    state: State
    created_at: datetime
    changed_at: datetime
    proposal_id: str | None


def check_open(draft: Draft) -> None:
    if draft.state != "open":
        raise DomainRefusal(f"draft-{draft.state}", f"The draft {draft.id} was {draft.state}; what it says stays.")


def check_room(opened: int, at_most: int) -> None:
    if opened >= at_most:
        raise DomainRefusal("drafts-full", f"There are {opened} open drafts; file or discard one of them first.")
