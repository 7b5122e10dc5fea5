"""The risk of a watched proposal in words, and what comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

Level = Literal["high", "medium", "low"]
ReasonName = Literal[
    "overdue", "dissatisfied", "near", "silent", "helper_silent", "follow_up_overdue", "unassigned", "planned_missed",
    "extension_pending", "urge_unanswered", "paused",
]  # fmt: skip
REASONS = cast("tuple[ReasonName, ...]", get_args(ReasonName))
Stage = Literal["unassigned", "handling", "rehandling", "awaiting_sign_off", "tracked"]
Next = Literal["due", "activity", "follow_up", "inspection"]


@dataclass(frozen=True)
class Facts:
    """Of one proposal that is watched. ``due`` is the earliest date that runs, of the units that owe a letter;
    ``contact`` the last activity or urge, and ``since`` the day from which silence is counted."""

    archived: bool
    units: int
    owing: int
    again: int
    """Of those that owe a reply: how many to a re-handling."""
    due: date | None
    next_activity: date | None
    follow_up_due: date | None
    inspection: date | None
    contact: date | None
    since: date | None
    helpers_late: int
    follow_ups_overdue: int
    urges_open: int
    paused: int


def stage(facts: Facts) -> Stage:
    if facts.archived:
        return "tracked"
    if not facts.units:
        return "unassigned"
    if facts.again:
        return "rehandling"
    return "handling" if facts.owing else "awaiting_sign_off"


def next_date(facts: Facts, today: date) -> tuple[Next, date] | None:
    """The first that is still to come; what has gone by is a reason."""
    dates: tuple[tuple[Next, date | None], ...] = (
        ("due", facts.due),
        ("activity", facts.next_activity),
        ("follow_up", facts.follow_up_due),
        ("inspection", facts.inspection),
    )
    ahead: list[tuple[Next, date]] = [(kind, day) for kind, day in dates if day is not None and day >= today]
    return min(ahead, key=lambda one: one[1], default=None)


def days_of(reason: ReasonName, facts: Facts, today: date) -> int | None:
    """How many days the reason is about, where it is about any."""
    days = {
        "overdue": facts.due and (today - facts.due).days,
        "near": facts.due and (facts.due - today).days,
        "silent": facts.since and (today - facts.since).days,
        "planned_missed": facts.next_activity and (today - facts.next_activity).days,
        "unassigned": facts.since and (today - facts.since).days,
    }.get(reason)
    return days if isinstance(days, int) else None


def words(reason: ReasonName, facts: Facts, today: date) -> tuple[str, str]:
    """Chinese and English."""
    n = days_of(reason, facts, today)
    match reason:
        case "overdue":
            return f"答复已逾期{n}天", f"The reply is {n} days overdue"
        case "near":
            return (
                ("答复今日到期", "The reply is due today")
                if n == 0
                else (f"距答复期限{n}天", f"The reply is due in {n} days")
            )
        case "silent" if n is None:
            return "从未联系", "Never in contact"
        case "silent" if facts.contact is None:
            return f"立案以来{n}天未联系", f"No contact in the {n} days since it was opened"
        case "silent":
            return f"已{n}天未联系", f"No contact for {n} days"
        case "dissatisfied":
            return "委员对办理结果不满意", "The member is dissatisfied with the result"
        case "helper_silent":
            return f"会办单位{facts.helpers_late}家逾期未反馈", f"Helping units past their day: {facts.helpers_late}"
        case "follow_up_overdue":
            return f"督办事项{facts.follow_ups_overdue}项逾期", f"Follow-ups overdue: {facts.follow_ups_overdue}"
        case "unassigned" if n is None:
            return "尚未交办", "No unit handles it"
        case "unassigned":
            return f"立案{n}天尚未交办", f"No unit handles it {n} days after it was opened"
        case "planned_missed":
            return f"计划的督办活动已过{n}天未开展", f"The planned activity is {n} days past"
        case "extension_pending":
            return "延期申请待审批", "An extension waits for a decision"
        case "urge_unanswered":
            return f"催办{facts.urges_open}件未回复", f"Urges without an answer: {facts.urges_open}"
        case "paused":
            return f"办理期限暂停{facts.paused}项", f"Dates that stand still: {facts.paused}"
