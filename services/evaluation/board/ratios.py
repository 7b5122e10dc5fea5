"""Each figure is a population of rows and what each adds to its two sums; in words in :mod:`words`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, get_args

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Table,
    Text,
    case,
    cast,
    distinct,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from chassis.clock import WALL
from contracts.base import Form, OutcomeKind
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.beneficiary_rating.store import RATINGS
from services.evaluation.facts.formulas import PHASES
from services.evaluation.facts.store import (
    COMMITMENTS,
    CONSULTATIONS,
    HANDLINGS,
    MARKS,
    OUTCOMES,
    PROPOSALS,
    SIGNATURES,
)

Condition = ColumnElement[bool]
ONE: ColumnElement[Any] = literal(1)


@dataclass(frozen=True)
class Ratio:
    """Sum of ``part`` ÷ sum of ``whole`` over the rows of ``population``; ``key`` names a row."""

    table: Table
    key: ColumnElement[str]
    population: Condition
    part: ColumnElement[Any]
    whole: ColumnElement[Any] = ONE


def share(table: Table, key: ColumnElement[str], population: Condition, counted: Condition) -> Ratio:
    """The rows that are ``counted`` ÷ all of the population."""
    return Ratio(table, key, population, case((counted, 1), else_=0))


@dataclass(frozen=True)
class Headline:
    """One problem or gain: its figure, and the figures beside it."""

    name: str
    ratio: Ratio
    parts: Mapping[str, Ratio] = field(default_factory=dict[str, Ratio])


@dataclass(frozen=True)
class Lens:
    """The day and the county's numbers that the figures are seen with."""

    today: date
    watched_within_days: int
    forms: Collection[Form]
    asked_by: Mapping[str, Collection[str]]
    quality_bands: Mapping[str, float]


def of_proposals(population: Condition, counted: Condition) -> Ratio:
    return share(PROPOSALS, PROPOSALS.c.proposal_id, population, counted)


def standing(table: Table) -> Condition:
    """Rows of proposals that were neither withdrawn nor merged into another; one not known yet is neither."""
    p = PROPOSALS.c
    gone = exists().where(
        p.county == table.c.county, p.proposal_id == table.c.proposal_id, p.review.in_(("withdrawn", "merged"))
    )
    return ~gone


def has(table: Table, *conditions: Condition) -> Condition:
    """That the proposal has such a row."""
    p, t = PROPOSALS.c, table.c
    return exists().where(t.county == p.county, t.proposal_id == p.proposal_id, *conditions)


def six_problems(lens: Lens) -> dict[int, Headline]:
    """Withdrawn proposals are in no figure, merged ones only among the filed; archived ones were never filed here.
    What was closed unsigned stays in every denominator of what was reached; only it need not be watched any more."""
    p = PROPOSALS.c
    admitted = p.review == "admitted"
    return {
        1: _between_sessions(),
        2: Headline(
            "重数量轻质量",
            of_proposals(p.review.in_(("admitted", "declined")), admitted),
            {
                "merged": of_proposals(p.review.in_(("admitted", "declined", "merged")), p.review == "merged"),
                "repeats": of_proposals(admitted, p.repeats.is_not(None)),
                **_quality(lens.quality_bands),
            },
        ),
        3: _commitments(lens.today),
        4: _consultations(lens, admitted),
        5: _supervision(lens, admitted),
        6: _outcomes(admitted),
    }


def five_gains(lens: Lens) -> dict[int, Headline]:
    p, c, s, o, a = PROPOSALS.c, CONSULTATIONS.c, SIGNATURES.c, OUTCOMES.c, ASSESSMENTS.table.c
    r = RATINGS.table.c
    later = SIGNATURES.alias()
    latest = ~exists().where(
        later.c.county == s.county, later.c.assignment_id == s.assignment_id, later.c.cycle > s.cycle
    )
    asked = latest & standing(SIGNATURES)
    signature = s.assignment_id + ":" + cast(s.cycle, Text) + ":" + s.member_id

    def signed(counted: Condition) -> Ratio:
        return share(SIGNATURES, signature, asked, func.coalesce(counted, False))

    between = _between_sessions()
    consulted = c.held.is_(True) & standing(CONSULTATIONS)
    judged_by_several = (a.status == "computed") & (a.assessors > 1) & standing(ASSESSMENTS.table)
    real = (o.instruction_only.is_not(True)) & standing(OUTCOMES)
    return {
        1: Headline("鲜活度", between.ratio, between.parts),
        2: Headline(
            "共识度",
            Ratio(
                CONSULTATIONS,
                c.consultation_id,
                consulted & c.points_raised.is_not(None),
                c.points_agreed,
                c.points_raised,
            ),
            {
                "with_beneficiaries": share(
                    CONSULTATIONS, c.consultation_id, consulted & c.beneficiaries.is_not(None), c.beneficiaries > 0
                )
            },
        ),
        3: Headline(
            "满意度",
            signed(s.result == "satisfied"),
            {
                "mostly_satisfied": signed(s.result == "mostly_satisfied"),
                "dissatisfied": signed(s.result == "dissatisfied"),
                "unsigned": signed(s.result.is_(None)),
                "recognised": share(RATINGS.table, r.id, standing(RATINGS.table), r.rating == "satisfied"),
            },
        ),
        4: Headline(
            "公信度",
            Ratio(ASSESSMENTS.table, a.id, judged_by_several, a.spread, a.maximum),
            {"appeals_upheld": _appeals()},
        ),
        5: Headline(
            "关注度",
            of_proposals(p.review == "admitted", has(OUTCOMES, o.status == "verified")),
            {
                "outcomes_verified": share(OUTCOMES, o.outcome_id, real, o.status == "verified"),
                "published": of_proposals(p.review == "admitted", _published()),
                "reach": Ratio(OUTCOMES, o.outcome_id, real & (o.status == "verified") & o.reach.is_not(None), o.reach),
            },
        ),
    }


def _appeals() -> Ratio:
    """Appeals upheld ÷ decided; both are counted in what the assessment has recorded of them."""
    t = ASSESSMENTS.table.c

    def count(upheld: str) -> ColumnElement[Any]:
        path = cast(literal(f"$.appeals[*] ? ({upheld})"), JSONPATH)
        return func.jsonb_array_length(func.jsonb_path_query_array(cast(t.state, JSONB), path), type_=Integer)

    # Only a state that has any says the word; the others need not be read as JSON.
    lodged = t.state.contains('"appeals":', autoescape=True)
    decided = case((lodged, count("@.upheld == true || @.upheld == false")), else_=0)
    return Ratio(
        ASSESSMENTS.table,
        t.id,
        standing(ASSESSMENTS.table) & (decided > 0),
        case((lodged, count("@.upheld == true")), else_=0),
        decided,
    )


def _published() -> Condition:
    """Shown to the public: the proposer agreed, somebody has opened it, nobody has closed it, a unit has replied."""
    p, m, h = PROPOSALS.c, MARKS.c, HANDLINGS.c
    return (
        p.publish_consent.is_(True)
        & has(MARKS, m.mark != "closed")
        & ~has(MARKS, m.mark == "closed")
        & has(HANDLINGS, h.replied_on.is_not(None))
    )


def _between_sessions() -> Headline:
    p = PROPOSALS.c
    filed = p.channel.is_not(None) & (p.review != "withdrawn")
    age = func.greatest(p.filed_on - p.research_date, 0, type_=Integer)
    return Headline(
        "重全会轻平时",
        of_proposals(filed, p.channel == "between_sessions"),
        {
            "topic_age_days": Ratio(PROPOSALS, p.proposal_id, filed & p.research_date.is_not(None), age),
            "topic_age_unknown": of_proposals(filed, p.research_date.is_(None)),
        },
    )


def _quality(bands: Mapping[str, float]) -> dict[str, Ratio]:
    """The latest computed review of each proposal, by the band that its share of the maximum falls into."""
    t = ASSESSMENTS.table
    later = t.alias()
    reviewed = (t.c.subject == "proposal_quality") & (t.c.status == "computed") & standing(t)
    newer = exists().where(
        later.c.county == t.c.county,
        later.c.proposal_id == t.c.proposal_id,
        later.c.subject == t.c.subject,
        later.c.status == "computed",
        later.c.id > t.c.id,
    )
    value = t.c.total / t.c.maximum
    found: dict[str, Ratio] = {}
    below: Condition = true()
    for name, from_ in sorted(bands.items(), key=lambda band: -band[1]):
        found[f"quality_{name}"] = share(t, t.c.id, reviewed & ~newer, below & (value >= from_))
        below = value < from_
    return found


def _commitments(today: date) -> Headline:
    k = COMMITMENTS.c
    valid = standing(COMMITMENTS)
    # A commitment whose making has not come yet has no date; nothing can be said of it.
    due = valid & ((k.status == "kept") | (k.status.in_(("open", "missed", "claimed")) & (k.due < today)))

    def of(population: Condition, counted: Condition) -> Ratio:
        return share(COMMITMENTS, k.commitment_id, population, counted)

    return Headline(
        "重答复轻落实",
        of(due, (k.status == "kept") & k.on_time.is_(True)),
        {
            "kept_late": of(due, (k.status == "kept") & k.on_time.is_not(True)),
            "broken": of(due, k.status == "missed"),
            "open_past_due": of(due, k.status.in_(("open", "claimed"))),
            "released": of(valid, k.status == "released"),
        },
    )


def _consultations(lens: Lens, admitted: Condition) -> Headline:
    p, c = PROPOSALS.c, CONSULTATIONS.c
    phases = (
        select(func.count(distinct(c.phase)))
        .where(c.county == p.county, c.proposal_id == p.proposal_id, c.held)
        .correlate(PROPOSALS)
        .scalar_subquery()
    )
    met = c.held.is_(True) & standing(CONSULTATIONS)
    named = [word for words in lens.asked_by.values() for word in words]

    def of(counted: Condition) -> Ratio:
        return share(CONSULTATIONS, c.consultation_id, met, counted)

    return Headline(
        "重见面轻沟通",
        of_proposals(admitted, phases == len(PHASES)),
        {
            **{phase: of_proposals(admitted, has(CONSULTATIONS, c.held, c.phase == phase)) for phase in PHASES},
            "face_to_face": of(c.form.in_(lens.forms)),
            **{f"asked_by_{who}": of(c.requested_by.in_(words)) for who, words in lens.asked_by.items()},
            "asked_by_other": of(c.requested_by.not_in(named)),
            "first_contact": _first_contact(lens.today),
        },
    )


def _first_contact(today: date) -> Ratio:
    """Days until the first consultation ÷ days allowed. Who was not met in time counts with all the days since."""
    h, c = HANDLINGS.c, CONSULTATIONS.c
    first = HANDLINGS.alias()
    helper = exists().where(
        first.c.county == h.county, first.c.assignment_id == h.assignment_id, first.c.role == "helper"
    )
    contact = (
        select(func.min(c.held_on))
        .where(c.county == h.county, c.assignment_id == h.assignment_id, c.cycle == h.cycle, c.held)
        .correlate(HANDLINGS)
        .scalar_subquery()
    )
    start = func.coalesce(h.started_on, h.issued_on, type_=Date)
    until = func.coalesce(contact, cast(literal(today), Date), type_=Date)
    population = (
        standing(HANDLINGS)
        & ~helper
        & h.lifted.is_not(True)
        & start.is_not(None)
        & h.due.is_not(None)
        & or_(contact.is_not(None), (h.due < today) & h.paused.is_not(True))
    )
    return Ratio(
        HANDLINGS,
        h.assignment_id + ":" + cast(h.cycle, Text),
        population,
        func.greatest(until - start, 0, type_=Integer),
        func.greatest(h.due - start, 1, type_=Integer),
    )


def _supervision(lens: Lens, admitted: Condition) -> Headline:
    p = PROPOSALS.c
    # What nobody supervises has no class yet; left out, it would flatter the general ones.
    general = func.coalesce(p.supervision_class, "general") == "general"
    supervised = p.supervisor.is_not(None)
    open_ = admitted & p.closed_at.is_(None) & p.closed_unsigned.is_not(True)
    watched = func.coalesce(p.last_contact >= lens.today - timedelta(days=lens.watched_within_days), False)
    return Headline(
        "重重点轻一般",
        of_proposals(admitted, supervised),
        {
            "supervised_general": of_proposals(admitted & general, supervised),
            "watched": of_proposals(open_, watched),
            "watched_general": of_proposals(open_ & general, watched),
        },
    )


def _outcomes(admitted: Condition) -> Headline:
    p, o, h, k = PROPOSALS.c, OUTCOMES.c, HANDLINGS.c, COMMITMENTS.c
    verified = has(OUTCOMES, o.status == "verified")
    instruction = has(OUTCOMES, o.instruction_only.is_(True), o.status != "rejected")
    replied = has(HANDLINGS, h.replied_on.is_not(None))
    kept = has(COMMITMENTS, k.status == "kept")
    first = (
        select(func.min(o.achieved_on))
        .where(o.county == p.county, o.proposal_id == p.proposal_id, o.status == "verified")
        .correlate(PROPOSALS)
        .scalar_subquery()
    )
    signed_off = cast(func.timezone(WALL.key, p.closed_at), Date)
    return Headline(
        "重办理轻转化",
        of_proposals(admitted, verified),
        {
            **{
                kind: of_proposals(admitted, has(OUTCOMES, o.status == "verified", o.kind == kind))
                for kind in get_args(OutcomeKind)
            },
            "days_to_outcome": Ratio(
                PROPOSALS,
                p.proposal_id,
                admitted & p.closed_at.is_not(None) & first.is_not(None),
                func.greatest(first - signed_off, 0, type_=Integer),
            ),
            "instruction_alone": of_proposals(admitted, instruction & ~verified),
            "reply_alone": of_proposals(admitted, replied & ~instruction & ~verified & ~kept),
        },
    )
