"""What the clerk sees of an allotment while it is read, and what an assessor sees of their own part. Reads alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chassis.eventlog import Tx
from contracts.evaluation import Indicator
from services.evaluation.allotment import calibration, domain
from services.evaluation.allotment.calibration import Pair, Stance
from services.evaluation.allotment.commands import own_reading
from services.evaluation.allotment.store import ALLOTMENTS, of_assessor, texts
from services.evaluation.assessment.commands import assessor
from services.evaluation.assessment.domain import Assessment, Score
from services.evaluation.assessment.store import of_scheme
from services.evaluation.facts import store as facts
from services.evaluation.panel.domain import panel_id
from services.evaluation.panel.store import PANELS
from services.evaluation.scheme.store import SCHEMES


@dataclass(frozen=True)
class Load:
    assessor: str
    group: str
    read: int
    done: int


@dataclass(frozen=True)
class Wanting:
    """A proposal that fewer of a group read than are wanted, or that somebody reads who may not by now."""

    proposal_id: str
    assessment_id: str
    short: dict[str, int]
    """By group, how many."""
    conflicts: tuple[str, ...]
    """Readers who propose it since a merge, or whose unit handles it since it was assigned, and have not scored it."""


@dataclass(frozen=True)
class Progress:
    proposals: int
    readings: int
    done: int
    loads: list[Load]
    wanting: list[Wanting]


async def progress(tx: Tx, allotment_id: str) -> Progress:
    state = (await ALLOTMENTS.load(tx, allotment_id, lock=False)).state
    opened = await of_scheme(tx, state.scheme_id, list(state.readings))
    scored = {id: {score.assessor for score in one.state.scores} for id, one in opened.items()}
    panel = await PANELS.load(tx, panel_id(state.scheme_id), lock=False)
    own = await facts.proposers_of(tx, list(state.readings))
    barred = domain.excluded(panel.state, own, await facts.handlers(tx, list(state.readings)))
    loads: dict[tuple[str, str], list[bool]] = {}
    wanting: list[Wanting] = []
    for id, reading in sorted(state.readings.items()):
        done = scored.get(id, set())
        of_group = dict.fromkeys(panel.state.groups, 0)
        for reader in reading.readers:
            loads.setdefault((reader.group, reader.assessor), []).append(reader.assessor in done)
            of_group[reader.group] = of_group.get(reader.group, 0) + 1
        wanted = state.wanted(id)
        short = {group: wanted - count for group, count in of_group.items() if count < wanted}
        conflicts = {one.assessor for one in reading.readers} & barred.get(id, set()) - done
        if short or conflicts:
            wanting.append(Wanting(id, reading.assessment_id, short, tuple(sorted(conflicts))))
    return Progress(
        proposals=len(state.readings),
        readings=sum(map(len, loads.values())),
        done=sum(map(sum, loads.values())),
        loads=[Load(who, group, len(read), sum(read)) for (group, who), read in sorted(loads.items())],
        wanting=wanting,
    )


async def calibrate(tx: Tx, allotment_id: str) -> tuple[list[Stance], list[Pair]]:
    state = (await ALLOTMENTS.load(tx, allotment_id, lock=False)).state
    opened = await of_scheme(tx, state.scheme_id, list(state.readings))
    totals = {
        id: {score.assessor: sum(map(Fraction, score.points.values()), Fraction(0)) for score in one.state.scores}
        for id, one in opened.items()
    }
    return calibration.stances(totals), calibration.pairs(totals)


@dataclass(frozen=True)
class Listed:
    assessment_id: str
    proposal_id: str
    scheme_id: str
    session_id: str
    title: str | None
    """None while the text has not come."""
    done: bool
    closed: bool
    """Whether its score is computed: it takes no more points."""


async def mine(tx: Tx) -> list[Listed]:
    me = assessor(tx.actor)
    found: list[Listed] = []
    for loaded in await of_assessor(tx, me):
        state = loaded.state
        own = list(state.of(me))
        ids = [one.proposal_id for one in own]
        opened, known = await of_scheme(tx, state.scheme_id, ids), await texts(tx, ids)
        for one in own:
            assessment = opened[one.proposal_id].state
            found.append(
                Listed(
                    assessment_id=one.assessment_id,
                    proposal_id=one.proposal_id,
                    scheme_id=state.scheme_id,
                    session_id=state.session_id,
                    title=known[one.proposal_id]["title"] if one.proposal_id in known else None,
                    done=_own(assessment, me) is not None,
                    closed=assessment.state != "open",
                )
            )
    return sorted(found, key=lambda one: (one.session_id, one.scheme_id, one.assessment_id))


def _own(assessment: Assessment, me: str) -> Score | None:
    return next((score for score in assessment.scores if score.assessor == me), None)


@dataclass(frozen=True)
class ToRead:
    assessment_id: str
    proposal_id: str
    scheme_id: str
    text: Mapping[str, Any] | None
    indicators: tuple[Indicator, ...]
    given: Score | None


async def to_read(tx: Tx, assessment_id: str) -> ToRead:
    """The text and the rubric; nothing says who proposed it."""
    _, _, assessment = await own_reading(tx, assessment_id)
    scheme = await SCHEMES.load(tx, assessment.scheme_id, lock=False)
    known = await texts(tx, [assessment.proposal_id])
    return ToRead(
        assessment_id=assessment_id,
        proposal_id=assessment.proposal_id,
        scheme_id=assessment.scheme_id,
        text=known.get(assessment.proposal_id),
        indicators=tuple(scheme.state.judged.values()),
        given=_own(assessment, assessor(tx.actor)),
    )
