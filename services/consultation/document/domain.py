"""What a record knows of its documents."""

from collections.abc import Sequence
from typing import Any, Protocol

from contracts.files import Attachment


class Documented(Protocol):
    """A record's state with files. One that was removed is kept beside the others: the record goes on telling it."""

    @property
    def documents(self) -> Sequence[Attachment]: ...

    @property
    def removed_documents(self) -> Sequence[Attachment]: ...


def added(state: Documented, one: Attachment) -> dict[str, Any]:
    """What changes of the state."""
    return {"documents": (*state.documents, one)}


def removed(state: Documented, one: Attachment) -> dict[str, Any]:
    """What changes of the state."""
    left = tuple(other for other in state.documents if other.attachment_id != one.attachment_id)
    return {"documents": left, "removed_documents": (*state.removed_documents, one)}
