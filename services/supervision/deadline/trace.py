"""The steps of a date's computation, in words."""

from collections.abc import Sequence
from datetime import date

from contracts.supervision import DateStep

DERIVED = frozenset({"next_working", "tentative"})
"""Rules of the steps that follow from the calendar alone."""


def words(trace: Sequence[DateStep]) -> tuple[str, ...]:
    """One line of Chinese for each step, as a clerk explains the date to a unit."""
    return tuple(_line(step, trace[max(n - 1, 0)].day) for n, step in enumerate(trace))


def _line(step: DateStep, before: date) -> str:
    name = f"（{step.reason}）" if step.reason else ""
    match step.rule:
        case "start":
            return f"起算日 {step.day}"
        case "months":
            return f"按政策 {step.number} 个月{name}：{step.day}"
        case "working_days":
            return f"按政策 {step.number} 个工作日{name}：{step.day}"
        case "fixed":
            return f"按政策规定日期{name}：{step.day}"
        case "paused":
            return f"中止 {step.number} 天，顺延至 {step.day}：{step.reason}"
        case "extended":
            return f"经批准延期至 {step.day}：{step.reason}"
        case "next_working":
            return f"{before} 不是工作日，顺延至下一工作日 {step.day}"
        case "tentative":
            return f"{step.day.year} 年放假安排尚未公布，暂按周末推算"
