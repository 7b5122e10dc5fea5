"""The review of one proposal, a record beside it: rounds, their stages, opinions, and what is still wanted.

The proposal itself stays *filed* until it is decided: that is what its proposer may count on, whatever the stages say.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref, Text
from contracts.submission import (
    ReviewCutShort,
    ReviewDistributed,
    ReviewOpinionGiven,
    ReviewOutcome,
    ReviewSetAside,
    ReviewStage,
    ReviewStageClosed,
    ReviewStageNear,
    ReviewStageOpened,
    ReviewStageOverdue,
    StageWanted,
)

EVENTS = (
    ReviewDistributed, ReviewStageOpened, ReviewOpinionGiven, ReviewStageClosed, ReviewStageNear, ReviewStageOverdue,
    ReviewCutShort, ReviewSetAside,
)  # fmt: skip

State = Literal["open", "ready", "void"]
STATES: tuple[State, ...] = ("open", "ready", "void")
"""Opinions are wanted; all are given, or somebody decided alone; to be distributed anew."""

TRANSITIONS: dict[str, frozenset[State]] = {
    "distribute": frozenset({"open", "ready", "void"}),
    "give": frozenset({"open"}),
    "remind": frozenset({"open"}),
    "cut_short": frozenset({"open", "void"}),
    "set_aside": frozenset({"open", "ready"}),
}
"""Command → states in which it is allowed; a proposal that was never distributed counts as void."""


class Opinion(Record):
    reviewer_id: Ref
    outcome: ReviewOutcome
    reason_code: Ref | None
    comment: Text | None
    suggested_units: tuple[Ref, ...]
    topics: tuple[Line, ...]


class Stage(Record):
    stage: ReviewStage
    blind: bool
    reviewers: tuple[Ref, ...]
    wanted: int
    near_at: datetime
    due_at: datetime
    opinions: tuple[Opinion, ...] = ()
    agreed: bool | None = None
    """None while it is open."""
    near_told: bool = False
    overdue_told: bool = False

    @property
    def given(self) -> tuple[str, ...]:
        return tuple(one.reviewer_id for one in self.opinions)

    @property
    def awaiting(self) -> tuple[str, ...]:
        """Whoever may still give an opinion."""
        return () if self.agreed is not None else tuple(id for id in self.reviewers if id not in self.given)


class Review(Record):
    id: Ref
    proposal_id: Ref
    state: State
    round: int
    group_id: Ref | None
    plan: tuple[StageWanted, ...]
    stages: tuple[Stage, ...] = ()
    """Of this round."""
    alone: Text | None = None
    """Why somebody decided before all opinions were given."""

    @property
    def present(self) -> Stage | None:
        """The stage that wants opinions."""
        return self.stages[-1] if self.state == "open" and self.stages else None

    @property
    def disagreed(self) -> bool:
        return any(stage.agreed is False for stage in self.stages)


def identify(proposal_id: str) -> str:
    """An id of its own: a service's log knows each once, whatever it is of."""
    return f"review.{proposal_id}"


def apply(state: Review | None, event: Event) -> Review:
    match event:
        case ReviewDistributed():
            return Review(
                id=identify(event.proposal_id),
                proposal_id=event.proposal_id,
                state="open",
                round=event.round,
                group_id=event.group_id,
                plan=event.stages,
            )
        case ReviewCutShort():
            before = state or Review(
                id=identify(event.proposal_id),
                proposal_id=event.proposal_id,
                state="void",
                round=0,
                group_id=None,
                plan=(),
            )
            return before.model_copy(update={"state": "ready", "alone": event.reason})
        case _ if state is None:
            raise ValueError(f"{type(event).__name__} before ReviewDistributed")
        case ReviewSetAside():
            return state.model_copy(update={"state": "void", "group_id": None, "stages": (), "alone": None})
        case ReviewStageOpened():
            blind = any(one.blind for one in state.plan if one.stage == event.stage)
            opened = Stage(
                stage=event.stage,
                blind=blind,
                reviewers=event.reviewers,
                wanted=event.wanted,
                near_at=event.near_at,
                due_at=event.due_at,
            )
            return state.model_copy(update={"stages": (*state.stages, opened)})
        case ReviewOpinionGiven():
            said = Opinion(**event.model_dump(include=set(Opinion.model_fields)))
            others = tuple(one for one in state.stages[-1].opinions if one.reviewer_id != said.reviewer_id)
            return _with(state, opinions=(*others, said))
        case ReviewStageClosed():
            after = _with(state, agreed=event.agreed)
            last = len(after.stages) == len(after.plan)
            return after.model_copy(update={"state": "ready"}) if last else after
        case ReviewStageNear():
            return _with(state, near_told=True)
        case ReviewStageOverdue():
            return _with(state, near_told=True, overdue_told=True)
        case _:
            raise ValueError(event)


def _with(state: Review, **change: object) -> Review:
    stage = state.stages[-1].model_copy(update=change)
    return state.model_copy(update={"stages": (*state.stages[:-1], stage)})


def permit(state: Review | None, command: str) -> None:
    present: State = state.state if state else "void"
    if present not in TRANSITIONS[command]:
        raise DomainRefusal(
            "not-in-review", f"The review is {present}; {command} needs {sorted(TRANSITIONS[command])}."
        )


def panel(wanted: StageWanted, members: Collection[str], lead: str) -> tuple[str, ...]:
    """Who is asked. ``members`` are those of the group who are no party to the proposal: where its lead is one, the
    others stand in."""
    if wanted.by == "lead" and lead in members:
        return (lead,)
    return tuple(members)


def _open(proposal_id: str, round: int, wanted: StageWanted, asked: tuple[str, ...], now: datetime) -> Event:
    due_at = now + timedelta(hours=wanted.hours)
    return ReviewStageOpened(
        proposal_id=proposal_id,
        round=round,
        stage=wanted.stage,
        reviewers=asked,
        # A small group must not wait for an opinion that nobody of it can give.
        wanted=max(min(wanted.opinions, len(asked)), 1),
        near_at=due_at - timedelta(hours=wanted.near_hours),
        due_at=due_at,
    )


def distribute(
    state: Review | None,
    distributed: ReviewDistributed,
    asked: Callable[[StageWanted], tuple[str, ...]],
    now: datetime,
    *,
    again: bool = False,
) -> list[Event]:
    """Begins a round. To the group that has it already only ``again``: its text or the group's people have changed."""
    permit(state, "distribute")
    if not distributed.stages:
        raise DomainRefusal("no-stages", "This county's review has no stages: a clerk decides.")
    if not again and state is not None and state.state != "void" and state.group_id == distributed.group_id:
        raise DomainRefusal("distributed-already", f"Group {distributed.group_id} has it already.")
    first = distributed.stages[0]
    reviewers = asked(first)
    if not reviewers:
        raise DomainRefusal("group-conflict", f"Nobody of group {distributed.group_id} is no party to the proposal.")
    return [distributed, _open(distributed.proposal_id, distributed.round, first, reviewers, now)]


def set_aside(state: Review, reason: str) -> list[Event]:
    permit(state, "set_aside")
    return [ReviewSetAside(proposal_id=state.proposal_id, reason=reason)]


def check_opinion(opinion: Opinion, reasons: Mapping[str, str]) -> None:
    """Whoever would send a proposal away says why."""
    if (opinion.outcome == "decline") != (opinion.reason_code is not None):
        raise DomainRefusal("reason-code", "Who would decline names a ground, and only who would.")
    if opinion.reason_code is not None and opinion.reason_code not in reasons:
        raise DomainRefusal("reason-code", f"The county's reasons are {sorted(reasons)}.")
    if opinion.outcome == "return" and opinion.comment is None:
        raise DomainRefusal("comment-needed", "Who would return a proposal says what to revise.")


def closes(state: Review, reviewer_id: str) -> bool:
    """Whether an opinion of this reviewer would be the last that the stage wants."""
    stage = state.present
    return stage is not None and len({*stage.given, reviewer_id}) >= stage.wanted


def give(
    state: Review | None,
    of: ReviewStage,
    opinion: Opinion,
    lead: str | None,
    asked: Callable[[StageWanted], tuple[str, ...]],
    now: datetime,
) -> list[Event]:
    """The opinion; with the last that is wanted the stage closes, and the next opens.

    ``of`` is the stage that the reviewer means: where a colleague has just closed it, this is no opinion of the next.
    ``lead`` and ``asked`` are only needed where it closes.
    """
    permit(state, "give")
    assert state is not None
    stage = state.present
    assert stage is not None
    if stage.stage != of:
        raise DomainRefusal("stage-over", f"The {of} stage is not open; the {stage.stage} one is.")
    if opinion.reviewer_id not in stage.reviewers:
        raise DomainRefusal("not-asked", f"This stage ({stage.stage}) does not ask this reviewer.")
    if opinion in stage.opinions:
        return []
    where = {"proposal_id": state.proposal_id, "round": state.round, "stage": stage.stage}
    given = ReviewOpinionGiven.model_validate(where | opinion.model_dump())
    events: list[Event] = [given]
    if closes(state, opinion.reviewer_id):
        assert lead is not None
        outcomes = tuple(one.outcome for one in apply(state, given).stages[-1].opinions)
        agreed = len(set(outcomes)) == 1
        events.append(ReviewStageClosed.model_validate(where | {"outcomes": outcomes, "agreed": agreed, "lead": lead}))
        if len(state.stages) < len(state.plan):
            following = state.plan[len(state.stages)]
            events.append(_open(state.proposal_id, state.round, following, asked(following), now))
    return events


def remind(state: Review, awaiting: tuple[str, ...], lead: str, now: datetime) -> list[Event]:
    """Once that it is near, once that it is overdue; after downtime only the latter."""
    stage = state.present
    if stage is None:
        return []
    if now >= stage.due_at and not stage.overdue_told:
        return [
            ReviewStageOverdue(
                proposal_id=state.proposal_id, stage=stage.stage, awaiting=awaiting, lead=lead, due_at=stage.due_at
            )
        ]
    if stage.near_at <= now < stage.due_at and not stage.near_told:
        return [
            ReviewStageNear(proposal_id=state.proposal_id, stage=stage.stage, awaiting=awaiting, due_at=stage.due_at)
        ]
    return []


def due(state: Review) -> dict[int, datetime]:
    """When to look again, by tier; nothing where nobody is waited for."""
    stage = state.present
    if stage is None or stage.overdue_told:
        return {}
    return {1: stage.due_at} if stage.near_told else {0: stage.near_at, 1: stage.due_at}


def wanting(state: Review | None, plan: tuple[StageWanted, ...]) -> tuple[ReviewStage, ...]:
    """The stages that still want opinions: by the plan it was distributed with, else by the county's present one."""
    if state is None or state.state == "void":
        return tuple(one.stage for one in plan)
    if state.state == "ready":
        return ()
    closed = sum(stage.agreed is not None for stage in state.stages)
    return tuple(one.stage for one in state.plan[closed:])


def cut_short(
    state: Review | None,
    proposal_id: str,
    open_stages: tuple[ReviewStage, ...],
    by: str,
    reason: str | None,
    *,
    alone: bool,
) -> list[Event]:
    """A decision while ``open_stages`` want opinions. ``alone`` says whether the policy lets this person do so; the
    reason is kept."""
    if not alone or reason is None:
        hint = " Give alone_reason to decide without them." if alone else ""
        raise DomainRefusal("stage-open", f"Opinions are still wanted: {', '.join(open_stages)}.{hint}")
    permit(state, "cut_short")
    return [ReviewCutShort(proposal_id=proposal_id, reason=reason, wanting=open_stages, decided_by=by)]
