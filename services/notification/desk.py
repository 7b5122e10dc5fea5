"""What the rules ask about one event: each thing is read once, and what is not known yet is named."""

from datetime import datetime
from typing import Any

from chassis.eventlog import Tx
from contracts.base import Event
from contracts.evaluation import AwardGranted, AwardRevoked
from contracts.submission import SubmissionEvent
from services.notification.known import store
from services.notification.known.domain import Known, Thing
from services.notification.notice.domain import NotYet


def proposal_of(event: Event) -> str | None:
    """The proposal that the event is about, if it is about one."""
    if isinstance(event, AwardGranted | AwardRevoked):
        return event.subject_id if event.kind == "excellent_proposal" else None
    return getattr(event, "proposal_id", None)


class Desk:
    """For one event, in its transaction. :class:`NotYet` where another service's event must come first."""

    def __init__(self, tx: Tx, event: Any, at: datetime, *, again: bool = False) -> None:
        self.event = event
        self.at = at
        """The event's moment: whoever hears of it is who it concerned then, whenever it is read."""
        self.again = again
        """Told already, and read once more since more was learned."""
        self._tx = tx
        self._found: dict[tuple[Thing, str], Known] = {}

    async def find(self, thing: Thing, id: str) -> Known:
        """What is known of it; empty when nothing is."""
        if (thing, id) not in self._found:
            self._found[thing, id] = await store.find(self._tx, thing, id)
        return self._found[thing, id]

    async def name(self, thing: Thing, id: str) -> str:
        """A directory may lack somebody for ever, so nothing waits for a name."""
        return (await self.find(thing, id)).name or id

    async def filed(self, id: str) -> Known:
        found = await self.find("proposal", id)
        if found.name is None:
            raise NotYet("proposal", id)
        return found

    async def proposal(self) -> Known:
        """The event's. The other services' events come after its admission, which alone makes its proposers certain."""
        id = proposal_of(self.event)
        assert id is not None
        found = await self.filed(id)
        if not found.settled and not isinstance(self.event, SubmissionEvent):
            raise NotYet("proposal", id)
        return found

    async def proposers(self) -> list[str]:
        """Addressees: its own proposers and those of what was merged into it, each once."""
        found = await self.proposal()
        children = [await self.filed(child) for child in found.children]
        return list(dict.fromkeys(who for one in (found, *children) for who in one.own_proposers()))

    async def held_by(self, assignment_id: str) -> str:
        """The unit that the assignment was issued to."""
        found = await self.proposal()
        if assignment_id not in found.units:
            id = proposal_of(self.event)
            assert id is not None
            raise NotYet("proposal", id)
        return found.units[assignment_id]

    async def unit(self) -> str:
        """The unit that the event concerns, named by itself or by its assignment."""
        named: str | None = getattr(self.event, "unit_id", None)
        return named or await self.held_by(self.event.assignment_id)

    async def supervisor(self) -> str:
        found = await self.proposal()
        name = found.supervisor_at(self.at)
        if name is None:
            id = proposal_of(self.event)
            assert id is not None
            raise NotYet("proposal", id)
        return name

    async def holder(self, thing: Thing, id: str) -> Known:
        found = await self.find(thing, id)
        if found.holder is None:
            raise NotYet(thing, id)
        return found
