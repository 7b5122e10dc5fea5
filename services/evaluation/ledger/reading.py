"""What the ledger says: of one member, and of all in a year or a session."""

from datetime import date, datetime, time, timedelta
from functools import cached_property

from chassis.clock import WALL, wall_date
from chassis.eventlog import Tx
from chassis.policy import Changes
from services.evaluation.ledger import domain, store
from services.evaluation.ledger.domain import Line
from services.evaluation.ledger.policy import POLICY, LedgerPolicy
from services.evaluation.workbook import Sheet, Workbook


class Dated:
    """The county's policies by day; of a year that is not over, today's caps."""

    def __init__(self, changes: Changes, now: datetime) -> None:
        self._changes = changes
        self._now = now
        self._parsed: dict[int, LedgerPolicy] = {}

    @cached_property
    def _default(self) -> LedgerPolicy:
        return POLICY.default()

    def on(self, at: datetime) -> LedgerPolicy:
        change = self._changes.at(at)
        if change is None:
            return self._default
        if change.version not in self._parsed:
            self._parsed[change.version] = POLICY.parse(change)
        return self._parsed[change.version]

    def of_year(self, year: int) -> LedgerPolicy:
        over = datetime.combine(date(year + 1, 1, 1), time.min, WALL) - timedelta(microseconds=1)
        return self.on(min(over, self._now))


async def _dated(tx: Tx) -> Dated:
    return Dated((await POLICY.history(tx)).state, tx.now)


async def of_member(tx: Tx, member_id: str) -> list[Line]:
    found = domain.lines(await store.of_member(tx, member_id), await _dated(tx))
    return [line for line in found if line.member_id == member_id]


async def of_all(tx: Tx, *, year: int | None, session_id: str | None) -> list[Line]:
    """Of the year, the session, or the session in that year; with neither of this year."""
    if year is None and session_id is None:
        year = wall_date(tx.now).year
    # A cap is of a year: what else was done in it decides what a session's act counts.
    years = [year] if year is not None else await store.years_of(tx, session_id or "")
    every = domain.lines(await store.of_years(tx, years), await _dated(tx))
    return picked(every, year=year, session_id=session_id)


def picked(found: list[Line], *, year: int | None, session_id: str | None) -> list[Line]:
    return [line for line in found if year in (None, line.year) and session_id in (None, line.session_id)]


NAMES = {"filed": "提交", "cosigned": "联名", "admitted": "立案", "key": "重点提案", "excellent": "优秀提案"}


def workbook(found: list[Line]) -> Workbook:
    """By member id: whose id it is, the directory says to who may know it."""
    sums = domain.totals(found)
    return Workbook(
        "履职台账",
        [
            Sheet(
                "合计",
                ["委员", *(NAMES[kind] for kind in domain.KINDS), "合计"],
                [[one.member_id, *(one.by_kind[kind] for kind in domain.KINDS), one.total] for one in sums],
            ),
            Sheet(
                "明细",
                ["委员", "年度", "届次", "日期", "事项", "提案", "分值", "计入", "事件", "冲销的事件"],
                [
                    [
                        line.member_id, line.year, line.session_id, line.day.isoformat(), NAMES[line.kind],
                        line.proposal_id, line.points, line.counted, line.event_id, line.takes_back,
                    ]
                    for line in sorted(found, key=lambda line: line.member_id)
                ],
            ),
        ],
    )  # fmt: skip
