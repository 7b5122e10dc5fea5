"""What assessors score of the units' handling, on site. Reads alone; a sheet names no proposer and nobody's points but
the reader's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from contracts.evaluation import Indicator
from services.evaluation.assessment.commands import assessor
from services.evaluation.assessment.domain import Assessment, Score, SelfAssessment
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.board.store import units
from services.evaluation.facts import store as facts
from services.evaluation.panel.domain import Panel
from services.evaluation.panel.store import PANELS
from services.evaluation.scheme.domain import Scheme
from services.evaluation.scheme.store import SCHEMES


@dataclass(frozen=True)
class Sheet:
    assessment_id: str
    scheme: str
    title: str | None
    """None while the admission has not come; so is the number."""
    case_number: int | None
    unit_id: str
    unit: str
    """Its name, or its id while that is not known."""
    indicators: tuple[Indicator, ...]
    self_assessment: SelfAssessment | None
    given: Score | None
    """The caller's own."""
    closed: bool
    """Whether the score is computed, so that it takes no more points."""

    @property
    def done(self) -> bool:
        return self.given is not None


async def mine(tx: Tx) -> list[Sheet]:
    """What the caller has to score, and behind it what they have scored; unit by unit, as a panel goes."""
    schemes = await _schemes(tx)
    t = ASSESSMENTS.table
    query = select(t).where(
        t.c.county == tx.county,
        t.c.scheme_id.in_(sorted(schemes)),
        t.c.unit_id.is_not(None),
        or_(t.c.status == "open", t.c.assessors > 0),
    )
    found = [ASSESSMENTS.loaded(row) for row in (await tx.connection.execute(query)).mappings()]
    sheets = [one for one in await _sheets(tx, schemes, found) if one.done or not one.closed]
    return sorted(sheets, key=lambda one: (one.done, one.unit, one.unit_id, one.case_number or 0, one.assessment_id))


async def one(tx: Tx, assessment_id: str) -> Sheet:
    """What is not the caller's to score does not exist."""
    found = await ASSESSMENTS.find(tx, assessment_id, lock=False)
    if found is not None and found.state.unit_id is not None:
        schemes = await _schemes(tx)
        own = [found] if found.state.scheme_id in schemes else []
        for sheet in await _sheets(tx, schemes, own):
            return sheet
    raise NotFound(f"sheets {assessment_id}")


async def _schemes(tx: Tx) -> dict[str, tuple[Scheme, Panel | None]]:
    """Those of handling by which the caller scores: on the panel, or where there are no groups, as every assessor."""
    s, p = SCHEMES.table, PANELS.table
    query = select(s).where(s.c.county == tx.county, s.c.subject == "handling_quality")
    schemes = {row["id"]: SCHEMES.loaded(row).state for row in (await tx.connection.execute(query)).mappings()}
    rows = (await tx.connection.execute(select(p).where(p.c.county == tx.county))).mappings()
    panels = {panel.scheme_id: panel for panel in (PANELS.loaded(row).state for row in rows)}
    me = assessor(tx.actor)
    found: dict[str, tuple[Scheme, Panel | None]] = {}
    for id, scheme in schemes.items():
        panel = panels.get(id)
        if not scheme.rules.groups or (panel is not None and panel.group_of(me) is not None):
            found[id] = (scheme, panel)
    return found


async def _sheets(
    tx: Tx, schemes: dict[str, tuple[Scheme, Panel | None]], found: Sequence[Loaded[Assessment]]
) -> list[Sheet]:
    """Without those that concern the caller, who may not score them."""
    me = assessor(tx.actor)
    known = await facts.titles(tx, {one.state.proposal_id for one in found})
    names = await units(tx)
    sheets: list[Sheet] = []
    for one in found:
        state, unit_id = one.state, one.state.unit_id
        scheme, panel = schemes[state.scheme_id]
        assert unit_id is not None  # handling is assessed of one unit
        title, case_number, proposers = known.get(state.proposal_id, (None, None, ()))
        of = {*tx.actor.units, *(panel.units.get(me, ()) if panel else ())}
        if unit_id in of or tx.actor.member_id in proposers:
            continue
        sheets.append(
            Sheet(
                assessment_id=one.id,
                scheme=scheme.title,
                title=title,
                case_number=case_number,
                unit_id=unit_id,
                unit=names.get(unit_id, unit_id),
                indicators=tuple(scheme.judged.values()),
                self_assessment=state.self_assessment,
                given=next((score for score in state.scores if score.assessor == me), None),
                closed=state.state != "open",
            )
        )
    return sheets
