"""Routes of the desks."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from contracts.base import SupervisionClass
from services.supervision.desk import domain, store
from services.supervision.desk.domain import REASONS, Facts, Level, Next, ReasonName, Stage
from services.supervision.desk.policy import POLICY, RiskPolicy
from services.supervision.oversight.api import STAFF

router = APIRouter(tags=["desk"])

Name = Annotated[str | None, Query(min_length=1, max_length=200)]
Id = Annotated[str | None, Query(max_length=64)]


class RiskReason(BaseModel):
    """``days`` is empty where the reason is about none."""

    reason: ReasonName
    points: int
    days: int | None
    zh: str
    en: str


class Risk(BaseModel):
    """``score`` is the sum of the reasons' points, by the county's policy."""

    level: Level
    score: int
    reasons: tuple[RiskReason, ...]


class NextDate(BaseModel):
    kind: Next
    day: date


class WatchedView(BaseModel):
    """``due`` is the earliest of the dates that run, also where it has gone by; ``next`` the first to come of it, the
    planned activity, follow-ups and an announced inspection. ``ordered``: the 督办通知 or 督办函 is out."""

    proposal_id: str
    supervision_class: SupervisionClass
    supervisor: str | None
    key_number: int | None
    session_id: str | None
    case_number: int | None
    title: str | None
    stage: Stage
    last_contact: date | None
    due: date | None
    next: NextDate | None
    follow_ups_open: int
    ordered: bool
    risk: Risk

    @classmethod
    def of(cls, row: Mapping[str, Any], policy: RiskPolicy, today: date) -> "WatchedView":
        facts = Facts(**{field.name: row[field.name] for field in fields(Facts)})
        coming = domain.next_date(facts, today)
        same = ("proposal_id", "supervision_class", "supervisor", "key_number", "session_id", "case_number", "title")
        return cls(
            **{name: row[name] for name in (*same, "due", "follow_ups_open", "ordered")},
            stage=domain.stage(facts),
            last_contact=facts.contact,
            next=NextDate(kind=coming[0], day=coming[1]) if coming else None,
            risk=Risk(
                level=policy.level(row["score"]), score=row["score"], reasons=_reasons(row, facts, policy, today)
            ),
        )


def _reasons(row: Mapping[str, Any], facts: Facts, policy: RiskPolicy, today: date) -> tuple[RiskReason, ...]:
    """The weightiest first."""
    found: list[RiskReason] = []
    held: list[ReasonName] = [one for one in REASONS if row[store.holds(one)]]
    for name in sorted(held, key=lambda one: -policy.points[one]):
        zh, en = domain.words(name, facts, today)
        days = domain.days_of(name, facts, today)
        found.append(RiskReason(reason=name, points=policy.points[name], days=days, zh=zh, en=en))
    return tuple(found)


@router.get("/desk")
async def desk(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    supervisor: Name = None,
    supervision_class: SupervisionClass | None = None,
    session_id: Id = None,
) -> Page[WatchedView]:
    """What a supervisor watches, the riskiest first: "my key proposals" are ``supervisor`` and the class *key*.
    No token names a committee or an office; who signs in says which one."""

    async def read(tx: Tx) -> Page[WatchedView]:
        policy, today = (await POLICY.at(tx)).value, wall_date(tx.now)
        query, keys = store.of(
            tx.county,
            policy,
            today,
            supervisor=supervisor,
            supervision_class=supervision_class,
            session_id=session_id,
        )
        return await page(tx, query, keys, wanted, lambda row: WatchedView.of(row, policy, today), newest_first=True)

    return await ctx.read(read)
