"""Routes of the leaders' pages and of the county's: each one answer, as one sheet of paper."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, PageQuery, caller, page
from contracts.base import SupervisionClass
from contracts.supervision import ActivityKind
from services.supervision.activity.api import FollowUpView
from services.supervision.desk import store
from services.supervision.desk.api import Id, WatchedView
from services.supervision.desk.policy import POLICY
from services.supervision.figures.api import figures_of
from services.supervision.figures.shares import Quota, Ratio
from services.supervision.leader.policy import POLICY as LEADERS
from services.supervision.oversight.api import STAFF

router = APIRouter(tags=["desk"])

SHOWN = 100
"""Lines of one sheet: nobody leads as many, and who does is told that there are more."""


class AwaitedView(FollowUpView):
    """``kind`` of the activity that left it: an *instruction* is the leader's own."""

    kind: ActivityKind


class Waiting(BaseModel):
    """``to_order``: their key proposals on which no 督办通知 is out, though a unit handles them; ``answered``: what
    waits for them to look at; ``open``: what they asked for, or a visit left to do, without an answer so far."""

    to_order: tuple[str, ...]
    answered: tuple[AwaitedView, ...]
    open: tuple[AwaitedView, ...]


class LeaderPage(BaseModel):
    """``more``: they lead more open proposals than are shown."""

    leader: str
    principal: int | None
    proposals: tuple[WatchedView, ...]
    more: bool
    waiting: Waiting


class Watching(BaseModel):
    """Of open proposals; ``silent`` is what a contact is owed to, ``to_order`` what has no order of its class."""

    proposals: int
    high: int
    medium: int
    low: int
    overdue: int
    silent: int
    to_order: int


class SupervisorLine(Watching):
    """``principal`` and ``leader`` by the county's policy; a committee is neither."""

    supervisor: str | None
    leader: bool
    principal: int | None


class CountyPage(BaseModel):
    """``appointed`` is not ``watched``. ``key`` and ``general`` are shares of the admitted, ``tracked`` of the
    candidates' years; the archive's supervisions are in no share of the admitted."""

    admitted: int
    coverage: float | None
    appointed: Ratio
    watched: Ratio
    appointed_general: Ratio
    watched_general: Ratio
    key: Quota
    general: Ratio
    tracked: Quota
    total: Watching
    classes: dict[SupervisionClass, Watching]
    supervisors: tuple[SupervisorLine, ...]


COUNTED = ("proposals", "high", "medium", "overdue", "silent", "to_order")


def _watching(n: Mapping[str, int]) -> dict[str, int]:
    found = {name: n[name] for name in COUNTED}
    return found | {"low": found["proposals"] - found["high"] - found["medium"]}


@router.get("/leader-page")
async def leader_page(
    ctx: Annotated[Ctx, caller(*STAFF)], leader: Annotated[str, Query(min_length=1, max_length=200)]
) -> LeaderPage:
    """What one leader leads, the riskiest first, and what waits for them."""

    async def read(tx: Tx) -> LeaderPage:
        policy, today = (await POLICY.at(tx)).value, wall_date(tx.now)
        principals = {name: number for number, name in (await LEADERS.at(tx)).value.principals.items()}
        query, keys = store.of(tx.county, policy, today, supervisor=leader, supervision_class="key")
        found = await page(
            tx, query, keys, PageQuery(limit=SHOWN), lambda row: (WatchedView.of(row, policy, today), row["units"]),
            newest_first=True,
        )  # fmt: skip
        awaited = [
            AwaitedView(**FollowUpView.of(row, today).model_dump(), kind=row["kind"])
            for row in await store.answers(tx, leader, SHOWN)
        ]
        return LeaderPage(
            leader=leader,
            principal=principals.get(leader),
            proposals=tuple(one for one, _ in found.items),
            more=found.next is not None,
            waiting=Waiting(
                to_order=tuple(one.proposal_id for one, units in found.items if units and not one.ordered),
                answered=tuple(one for one in awaited if one.state == "answered"),
                open=tuple(one for one in awaited if one.state == "open"),
            ),
        )

    return await ctx.read(read)


@router.get("/county-page")
async def county_page(ctx: Annotated[Ctx, caller(*STAFF)], session_id: Id = None) -> CountyPage:
    """The chair's sheet: coverage, appointed beside watched, shares of the classes, and who watches at which risk."""

    async def read(tx: Tx) -> CountyPage:
        policy, today = (await POLICY.at(tx)).value, wall_date(tx.now)
        leaders = {one.name: one.principal for one in (await LEADERS.at(tx)).value.leaders}
        figures = await figures_of(tx, session_id)
        total: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
        classes: dict[Any, Counter[str]] = {}
        lines: dict[str | None, Counter[str]] = {}
        for row in await store.by_supervisor(tx, policy, today, session_id):
            n = {name: row[name] for name in COUNTED}
            total.update(n)
            classes.setdefault(row["supervision_class"], Counter()).update(n)
            lines.setdefault(row["supervisor"], Counter()).update(n)
        return CountyPage(
            admitted=figures.admitted,
            coverage=figures.coverage,
            appointed=figures.appointed,
            watched=figures.watched,
            appointed_general=figures.appointed_general,
            watched_general=figures.watched_general,
            key=figures.key,
            general=Ratio.of(figures.by_class.get("general", 0), figures.admitted),
            tracked=figures.tracked,
            total=Watching(**_watching(total)),
            classes={name: Watching(**_watching(n)) for name, n in classes.items()},
            supervisors=tuple(
                SupervisorLine(
                    supervisor=name, leader=name in leaders, principal=leaders.get(name or ""), **_watching(n)
                )
                for name, n in sorted(lines.items(), key=lambda one: (-one[1]["high"], one[0] or ""))
            ),
        )

    return await ctx.read(read)
