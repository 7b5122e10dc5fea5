"""What of a proposal is indexed and for whose eyes, how far its handling is, and where a query stands in it; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from services.submission.archive.domain import Archived
from services.submission.proposal.domain import Proposal, involved
from services.submission.search.tokens import BREAK, Phrase, hashed, in_place, normal, tokens
from services.submission.similar.domain import Content

Due = Literal["none", "running", "overdue", "replied", "closed"]
Yes = Literal["true", "false"]
FACETS = ("session", "channel", "kind", "sector", "unit", "topic", "state", "due", "assisted")
WALL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Handling:
    """One assignment, as the events of two services tell it in whatever order; 0 is *nothing yet*."""

    unit_id: str | None = None
    ended: bool = False
    due_version: int = 0
    missed_version: int = 0
    due_cycle: int = 0
    replied_cycle: int = 0

    @property
    def is_waited_for(self) -> bool:
        return self.due_version > 0 and self.replied_cycle < self.due_cycle


@dataclass(frozen=True)
class Facts:
    """What other services, and events that no record keeps, say of one proposal."""

    topic: str | None = None
    closed: bool = False
    handlings: tuple[Handling, ...] = ()
    replies: tuple[str, ...] = ()
    sector: str | None = None

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(sorted({h.unit_id for h in self.handlings if h.unit_id is not None and not h.ended}))

    @property
    def due(self) -> Due:
        """Of several units, the one that is worst off: a reply that one owes is not outweighed by the others'."""
        present = [handling for handling in self.handlings if not handling.ended]
        waited = [handling for handling in present if handling.is_waited_for]
        if self.closed:
            return "closed"
        if any(handling.missed_version >= handling.due_version for handling in waited):
            return "overdue"
        if waited:
            return "running"
        return "replied" if any(handling.replied_cycle for handling in present) else "none"


@dataclass(frozen=True)
class Document:
    """One row of the index.

    ``full`` is for the staff and for those whose own it is, with the replies; ``shown`` for everybody else in the
    county, without. A proposal without replies is one row for both.
    """

    id: str
    part: Literal["full", "shown"]
    at: datetime
    full: bool
    shown: bool
    state: str
    body: str
    tokens: frozenset[int]
    involved: tuple[str, ...] = ()
    body_id: str | None = None
    session: str | None = None
    channel: str | None = None
    kind: str | None = None
    sector: str | None = None
    units: tuple[str, ...] = ()
    topic: str | None = None
    due: Due = "none"
    assisted: Yes | None = None
    """Entered for its proposer from paper; of the archive nobody knows."""


def full_token(county: str) -> int:
    return hashed(f"{county}|full")


def shown_token(county: str, *, archived: bool) -> int:
    return hashed(f"{county}|{'archive' if archived else 'shown'}")


def own_token(county: str, member_id: str) -> int:
    return hashed(f"{county}|own={member_id}")


def body_token(county: str, body_id: str) -> int:
    return hashed(f"{county}|body={body_id}")


def facet_token(county: str, name: str, value: str) -> int:
    return hashed(f"{county}|{name}={value}")


@dataclass
class _Row:
    """Gathers the numbers that one row is found by, beside those of its words."""

    county: str
    found: set[int] = field(default_factory=set[int])

    def facets(self, **values: str | None) -> None:
        self.found |= {facet_token(self.county, name, value) for name, value in values.items() if value is not None}


def of_proposal(county: str, state: Proposal, content: Content, facts: Facts) -> list[Document]:
    """Its rows; ``content`` is its text, without replies."""
    row = _Row(county)
    assisted: Yes = "false" if state.assisted is None else "true"
    row.facets(
        session=state.session_id, channel=state.channel, kind=state.kind, sector=facts.sector, topic=facts.topic,
        state=state.state, due=facts.due, assisted=assisted,
    )  # fmt: skip
    for unit in facts.units:
        row.facets(unit=unit)
    members = tuple(sorted(involved(state)))
    own = {full_token(county), *(own_token(county, member) for member in members)}
    if state.body_id is not None:
        own.add(body_token(county, state.body_id))
    published = state.state == "admitted" and state.publish_consent
    shown = {shown_token(county, archived=False)} if published else set[int]()

    def document(part: Literal["full", "shown"], texts: Sequence[str], whose: set[int], **seen: bool) -> Document:
        body = written(texts)
        return Document(
            id=state.id, part=part, at=state.received_at, state=state.state, body=body,
            tokens=frozenset(tokens(body) | row.found | whose), involved=members, body_id=state.body_id,
            session=state.session_id, channel=state.channel, kind=state.kind, sector=facts.sector, units=facts.units,
            topic=facts.topic, due=facts.due, assisted=assisted, full=seen["full"], shown=seen["shown"],
        )  # fmt: skip

    texts = _texts(content, state.case_number)
    if not facts.replies or not published:
        return [document("full", [*texts, *facts.replies], own | shown, full=True, shown=published)]
    return [
        document("full", [*texts, *facts.replies], own, full=True, shown=False),
        document("shown", texts, shown, full=False, shown=True),
    ]


def of_archived(county: str, state: Archived, full: Content, shown: Content) -> list[Document]:
    """Everybody of the county may read its archive; it is as old as its year's beginning.

    ``full`` is what the staff sees of it, ``shown`` what everybody does: some texts are for the staff alone.
    """
    row = _Row(county)
    row.facets(session=state.session, state="archived", due="none")
    staff, others = {full_token(county)}, {shown_token(county, archived=False), shown_token(county, archived=True)}

    def document(part: Literal["full", "shown"], content: Content, eyes: set[int], **seen: bool) -> Document:
        body = written(_texts(content, state.case_number))
        return Document(
            id=state.id, part=part, at=datetime(state.year, 1, 1, tzinfo=WALL), full=seen["full"], shown=seen["shown"],
            state="archived", body=body, tokens=frozenset(tokens(body) | row.found | eyes), session=state.session,
        )  # fmt: skip

    if full == shown:
        return [document("full", full, staff | others, full=True, shown=True)]
    return [
        document("full", full, staff, full=True, shown=False),
        document("shown", shown, others, full=False, shown=True),
    ]


def _texts(content: Content, case_number: int | None) -> list[str]:
    number = [f"第{case_number}号"] if case_number is not None else []
    return [content.title, *number, *(text for _, text in content.fields)]


def written(texts: Iterable[str]) -> str:
    """Several texts in one normal form, parted."""
    return BREAK.join(filter(None, map(normal, texts)))


@dataclass(frozen=True)
class Passage:
    """An excerpt of a field and where the query stands in it; places are code points."""

    field: str
    text: str
    offset: int
    """Of the excerpt in the field."""
    ranges: tuple[tuple[int, int], ...]
    """(start, length) in the excerpt."""


def ranges(text: str, wanted: Sequence[Phrase]) -> list[tuple[int, int]]:
    """(start, length) of whatever is wanted, in order; what overlaps is one."""
    flat = in_place(text)
    spans = sorted(match.span() for phrase in wanted for match in phrase.pattern.finditer(flat))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(start, end - start) for start, end in joined]


def passages(content: Content, wanted: Sequence[Phrase], most: int, around: int) -> list[Passage]:
    """The first places of the query in the fields, one excerpt for those that are near to each other."""
    found: list[Passage] = []
    for name, text in content.fields:
        if len(found) == most:
            break
        group: list[tuple[int, int]] = []
        for at in [*ranges(text, wanted), (len(text) + 2 * around + 1, 0)]:
            if group and at[0] - sum(group[-1]) > around:
                found.append(_excerpt(name, text, group, around))
                group = []
            group.append(at)
    return found[:most]


def _excerpt(name: str, text: str, group: Sequence[tuple[int, int]], around: int) -> Passage:
    start = max(group[0][0] - around, 0)
    end = min(sum(group[-1]) + around, len(text))
    inside = tuple((at - start, length) for at, length in group)
    return Passage(name, text[start:end], start, inside)
