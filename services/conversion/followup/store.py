"""The follow-ups, and the read model ``dossiers``: what is known of each proposal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Integer, PrimaryKeyConstraint, String, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.clock import wall_date
from chassis.eventlog import Aggregate, Tx
from contracts.base import Rating
from contracts.consultation import ReplyIssued
from contracts.conversion import Verifier
from contracts.submission import ProposalAdmitted
from services.conversion.followup import domain
from services.conversion.followup.domain import FollowUp
from services.conversion.metadata import METADATA

FOLLOWUPS = Aggregate(
    METADATA,
    "followups",
    FollowUp,
    domain.EVENTS,
    domain.apply,
    columns=[Column("proposal_id", Text, nullable=False), Column("status", Text, nullable=False)],
    project=lambda s: {"proposal_id": s.proposal_id, "status": s.state},
)

DOSSIERS = Table(
    "dossiers",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    # From submission; empty while only the end of supervision has come.
    Column("title", Text),
    Column("proposers", JSONB),
    Column("suggestions", JSONB),
    Column("case_number", Integer),
    Column("session_id", Text),
    Column("channel", Text),
    Column("publish_consent", Boolean),
    Column("topic_group", Text),
    # From supervision.
    Column("closed_at", DateTime(timezone=True)),
    Column("result", Text),
    PrimaryKeyConstraint("county", "proposal_id"),
)

HANDLERS = Table(
    "handlers",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("cycle", Integer),
    Column("answer_class", Text),
    Column("reply", JSONB),
    PrimaryKeyConstraint("county", "proposal_id", "unit_id"),
)
"""The units that have replied to a proposal, each with its answer in the latest cycle; of the reply what may ever be
shown, which neither its signatory nor its contact may."""


def followup_id(proposal_id: str) -> str:
    return f"F-{proposal_id}"


async def _put(tx: Tx, proposal_id: str, values: dict[str, Any]) -> None:
    statement = insert(DOSSIERS).values(county=tx.county, proposal_id=proposal_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_=values))


async def note_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    """Merges come before admission, so ``proposers`` holds those of merged proposals as well, until that is undone."""
    values = {
        "title": event.title,
        "proposers": list(event.proposers),
        "suggestions": [suggestion.number for suggestion in event.suggestions],
        "case_number": event.case_number,
        "session_id": event.session_id,
        "channel": event.channel,
        "publish_consent": event.publish_consent,
        "topic_group": event.topic_group,
    }
    await _put(tx, event.proposal_id, values)


async def note_proposers(tx: Tx, proposal_id: str, proposers: Sequence[str]) -> None:
    await _put(tx, proposal_id, {"proposers": list(proposers)})


async def note_closed(tx: Tx, proposal_id: str, *, closed_at: datetime, result: Rating | None) -> None:
    await _put(tx, proposal_id, {"closed_at": closed_at, "result": result})


async def note_handler(tx: Tx, event: ReplyIssued) -> None:
    """An earlier cycle's reply that comes late changes nothing."""
    h = HANDLERS
    content = event.content
    reply = {
        "number": event.number,
        "issued_on": wall_date(event.issued_at).isoformat(),
        "text": content.text,
        "points": [one.model_dump(include={"suggestion", "adoption", "why"}) for one in content.answers],
    }
    answer = {"cycle": event.cycle, "answer_class": content.answer_class, "reply": reply}
    key = {"proposal_id": event.proposal_id, "unit_id": event.unit_id}
    statement = insert(h).values(county=tx.county, **key, **answer)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "proposal_id", "unit_id"],
            set_=answer,
            where=func.coalesce(h.c.cycle, 0) <= statement.excluded.cycle,
        )
    )


async def suggestions(tx: Tx, proposal_id: str) -> list[int] | None:
    """The numbers of the suggestions, or None while the admission has not come."""
    d = DOSSIERS
    query = select(d.c.suggestions).where(d.c.county == tx.county, d.c.proposal_id == proposal_id)
    found: list[int] | None = (await tx.connection.execute(query)).scalar()
    return found


async def is_proposer(tx: Tx, proposal_id: str) -> bool:
    """Whether the caller, as a member, is a proposer of the proposal."""
    if "member" not in tx.actor.roles or tx.actor.member_id is None:
        return False
    d = DOSSIERS
    query = (
        select(func.count())
        .select_from(d)
        .where(d.c.county == tx.county, d.c.proposal_id == proposal_id, d.c.proposers.contains([tx.actor.member_id]))
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def verifier(tx: Tx, proposal_id: str) -> Verifier | None:
    """As what the caller says whether something is so: as a proposer, for the committee, or not at all."""
    if await is_proposer(tx, proposal_id):
        return "proposer"
    return "committee" if "clerk" in tx.actor.roles else None


async def replied_as(tx: Tx, proposal_id: str) -> str | None:
    """The unit that the caller speaks for on this proposal: their own if it has replied, else one that it succeeded."""
    h = HANDLERS
    query = select(h.c.unit_id).where(
        h.c.county == tx.county, h.c.proposal_id == proposal_id, h.c.unit_id.in_(sorted(tx.actor.units))
    )
    found = sorted((await tx.connection.execute(query)).scalars())
    return tx.actor.unit_id if tx.actor.unit_id in found else next(iter(found), None)
