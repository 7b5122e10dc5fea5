"""An allotment: the proposals of one session, read by one scheme's panel. What comes to the session later is shared out
behind what was, which stays."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import Reader, ReadingHandedOver, ReadingsSharedOut, SharedReading
from services.evaluation.allotment import sharing
from services.evaluation.panel.domain import Panel
from services.evaluation.scheme.domain import Scheme

State = Literal["shared_out"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "share_out": frozenset({"shared_out"}),
    "hand_over": frozenset({"shared_out"}),
}

EVENTS: tuple[type[Event], ...] = (ReadingsSharedOut, ReadingHandedOver)

AT_ONCE = 500
"""Proposals of one event."""


class Drawing(Record):
    """One sharing out."""

    seed: str
    readers: int
    population: int
    population_hash: str


class HandedOver(Record):
    proposal_id: str
    assessor: str
    reason: str
    taken_by: str | None
    by: str | None
    """The clerk; None: the assessor."""


class Allotment(Record):
    scheme_id: str
    session_id: str
    drawings: tuple[Drawing, ...]
    readings: dict[str, SharedReading]
    """By proposal."""
    drawn: dict[str, int]
    """Proposal → the drawing that it was in."""
    handed_over: tuple[HandedOver, ...] = ()
    state: State = "shared_out"

    def reader(self, proposal_id: str, assessor: str) -> Reader | None:
        found = self.readings.get(proposal_id)
        return found and next((one for one in found.readers if one.assessor == assessor), None)

    def of(self, assessor: str) -> Iterator[SharedReading]:
        for one in self.readings.values():
            if any(reader.assessor == assessor for reader in one.readers):
                yield one

    @property
    def loads(self) -> dict[str, int]:
        return Counter(reader.assessor for one in self.readings.values() for reader in one.readers)

    def wanted(self, proposal_id: str) -> int:
        """Readers of each group."""
        return self.drawings[self.drawn[proposal_id]].readers

    def stepped_back(self, proposal_id: str) -> set[str]:
        return {one.assessor for one in self.handed_over if one.proposal_id == proposal_id}


def apply(state: Allotment | None, event: Event) -> Allotment:
    match event:
        case ReadingsSharedOut():
            drawing = Drawing(**{name: getattr(event, name) for name in Drawing.model_fields})
            before = state or Allotment(
                scheme_id=event.scheme_id, session_id=event.session_id, drawings=(), readings={}, drawn={}
            )
            drawings = before.drawings if drawing in before.drawings else (*before.drawings, drawing)
            added = {one.proposal_id: one for one in event.readings}
            drawn = dict.fromkeys(added, drawings.index(drawing))
            changed = {"drawings": drawings, "readings": before.readings | added, "drawn": before.drawn | drawn}
            return before.model_copy(update=changed)
        case ReadingHandedOver():
            if state is None:
                raise ValueError("a reading is handed over after it was shared out")
            was = state.readings[event.of]
            readers = [one for one in was.readers if one.assessor != event.assessor]
            if event.taken_by is not None:
                readers.append(Reader(assessor=event.taken_by, group=event.group))
            now = was.model_copy(update={"readers": tuple(readers)})
            handed = HandedOver(
                proposal_id=event.of,
                assessor=event.assessor,
                reason=event.reason,
                taken_by=event.taken_by,
                by=event.handed_over_by,
            )
            changed = {"readings": state.readings | {event.of: now}, "handed_over": (*state.handed_over, handed)}
            return state.model_copy(update=changed)
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an allotment")


def allotment_id(scheme_id: str, session_id: str) -> str:
    """A scheme and a session have one."""
    return f"allotment-{sharing.lot(scheme_id, session_id)[:40]}"


def excluded(
    panel: Panel, proposers: Mapping[str, Collection[str]], handlers: Mapping[str, Collection[str]]
) -> dict[str, set[str]]:
    """Proposal → who may not read it: who proposes or co-signs it, and the people of the units that handle it."""
    return {
        proposal: set(own)
        | {one for one, units in panel.units.items() if not set(units).isdisjoint(handlers.get(proposal, ()))}
        for proposal, own in proposers.items()
    }


def readers_of(scheme: Scheme, asked: int | None) -> int:
    """The scheme's number where it says one; a county does not share out by another than it published."""
    rules = scheme.rules
    if scheme.subject != "proposal_quality":
        raise DomainRefusal("subject", "Proposals are shared out by a scheme of proposal quality.")
    if not rules.groups:
        raise DomainRefusal("no-groups", "The scheme has no groups of assessors; there is no panel to share out among.")
    if scheme.state == "revised":
        raise DomainRefusal("scheme-revised", f"Its next edition is there, {scheme.revised_by}; share out by that one.")
    if rules.readers is not None and asked not in (None, rules.readers):
        raise DomainRefusal("readers", f"The scheme says {rules.readers} readers of each group.")
    readers = rules.readers or asked
    if readers is None:
        raise DomainRefusal("readers", "Say how many of each group read a proposal; the scheme does not.")
    for group in rules.groups:
        if group.at_least > readers:
            raise DomainRefusal("readers", f"{group.at_least} of {group.name} must score, and {readers} would read.")
    return readers


def share_out(
    state: Allotment | None,
    scheme_id: str,
    *,
    session_id: str,
    panel: Panel,
    readers: int,
    seed: str,
    population: Mapping[str, Collection[str]],
    assessments: Mapping[str, str],
    short: Mapping[str, Collection[str]] | None = None,
) -> list[Event]:
    """``population``: each proposal that is still to be shared out → who may not read it; ``assessments``: the same →
    its assessment. ``short``: what was shared out to too few, or lost a reader whom nobody could follow, → who may not
    read it; it keeps its readers, and gets whom there is by now."""
    filled = _filled(state, short or {}, panel=panel, readers=readers, seed=seed) if state else {}
    if not population and not filled:
        raise DomainRefusal(
            "nothing-to-read", f"Every admitted proposal of session {session_id} that is known is read."
        )
    loads = state.loads if state else {}
    of: dict[str, list[Reader]] = {proposal: [] for proposal in population}
    for group, people in panel.groups.items():
        shared = sharing.share(seed, population, people, readers, excluded=population, loads=loads)
        for proposal, chosen in shared.items():
            of[proposal] += [Reader(assessor=one, group=group) for one in chosen]
    readings = [
        SharedReading(proposal_id=proposal, assessment_id=assessments[proposal], readers=tuple(chosen))
        for proposal, chosen in sorted(of.items())
    ] + [filled[proposal] for proposal in sorted(filled)]
    read = {**population, **{proposal: short[proposal] for proposal in filled if short}}
    return [
        ReadingsSharedOut(
            allotment_id=allotment_id(scheme_id, session_id),
            scheme_id=scheme_id,
            session_id=session_id,
            seed=seed,
            readers=readers,
            population=len(read),
            population_hash=sharing.population_hash(read),
            readings=some,
        )
        for some in (tuple(readings[at : at + AT_ONCE]) for at in range(0, len(readings), AT_ONCE))
    ]


def is_short(reading: SharedReading, panel: Panel, readers: int) -> bool:
    """Whether a group of the panel has fewer readers of it than it should."""
    of = Counter(one.group for one in reading.readers)
    return any(of[group] < readers for group in panel.groups)


def _filled(
    state: Allotment, short: Mapping[str, Collection[str]], *, panel: Panel, readers: int, seed: str
) -> dict[str, SharedReading]:
    """Those of ``short`` to whom somebody can be added, each with its readers, old and new."""
    found: dict[str, SharedReading] = {}
    for group, people in panel.groups.items():
        for missing in range(1, readers + 1):
            lacking: dict[str, set[str]] = {}
            for proposal, own in short.items():
                present = state.readings[proposal].readers
                if sum(one.group == group for one in present) == readers - missing:
                    lacking[proposal] = {*own, *(one.assessor for one in present), *state.stepped_back(proposal)}
            shared = sharing.share(seed, lacking, people, missing, excluded=lacking, loads=state.loads)
            for proposal, chosen in shared.items():
                if chosen:
                    before = found.get(proposal, state.readings[proposal])
                    added = tuple(Reader(assessor=one, group=group) for one in chosen)
                    found[proposal] = before.model_copy(update={"readers": (*before.readers, *added)})
    return found


def hand_over(
    state: Allotment,
    *,
    proposal_id: str,
    assessor: str,
    panel: Panel,
    excluded: Collection[str],
    scored: bool,
    reason: str,
    by: str | None,
) -> list[Event]:
    """``excluded`` may not read it; ``scored``: the assessor has given their points, which stand."""
    reader = state.reader(proposal_id, assessor)
    if reader is None:
        raise DomainRefusal("not-a-reader", f"{assessor} does not read {proposal_id}.")
    if scored:
        raise DomainRefusal("scored", "The points are given; what is scored is not handed over.")
    reading = state.readings[proposal_id]
    taken = {one.assessor for one in reading.readers} | state.stepped_back(proposal_id) | set(excluded)
    people: Sequence[str] = panel.groups.get(reader.group, ())
    seed = state.drawings[-1].seed
    return [
        ReadingHandedOver(
            allotment_id=allotment_id(state.scheme_id, state.session_id),
            of=proposal_id,
            assessment_id=reading.assessment_id,
            assessor=assessor,
            group=reader.group,
            reason=reason,
            taken_by=sharing.successor(seed, proposal_id, people, excluded=taken, loads=state.loads),
            handed_over_by=by,
        )
    ]
