"""What ``proposals status`` says of a service that was restored."""

from typing import Any

from ops import registry, report


def state(**changed: Any) -> dict[str, Any]:
    return {
        "ready": True,
        "refusing": None,
        "stopped": None,
        "events": 3,
        "outbox": {"pending": 0, "oldest_seconds": None},
        "consumer": {},
        "parked": {},
        "projections": {},
        "catching_up": {},
        "replays": [],
        "recovery": {"state": "done", "left": 0, "problem": None, "unrepeated": 0},
    } | changed


def said(**changed: Any) -> list[str]:
    services = {name: state() for name in registry.NAMES} | {"conversion": state(**changed)}
    return [line.strip() for line in report.lines(report.gather(services)) if line.startswith("    ")]


def test_nothing_is_said_of_a_store_that_was_never_restored() -> None:
    assert said() == []


def test_why_commands_are_refused() -> None:
    recovery = {"state": "stopped", "left": 4, "problem": "two histories exist", "unrepeated": 0}
    assert said(ready=False, refusing="its store does not fit", recovery=recovery) == [
        "commands are refused: its store does not fit (two histories exist)"
    ]


def test_what_must_be_checked() -> None:
    back = {
        "recovered": 5,
        "recovered_at": "2026-03-02T10:00:00+08:00",
        "must_be_checked": ["notes", "timers:lapse"],
        "as_of_backup": [],
    }
    lines = said(recovery={"state": "done", "left": 0, "problem": None, "unrepeated": 2} | back)
    assert lines[0].startswith("2 events came again")
    assert lines[1:] == [
        "5 events were taken back, the last 2026-03-02T10:00:00+08:00; must be checked: notes, timers:lapse"
    ]


def test_where_everything_is_rebuilt_nothing_must_be_checked() -> None:
    back = {
        "recovered": 5,
        "recovered_at": "2026-03-02T10:00:00+08:00",
        "must_be_checked": [],
        "as_of_backup": ["drafts"],
    }
    lines = said(recovery={"state": "done", "left": 0, "problem": None, "unrepeated": 0} | back)
    assert lines == ["5 events were taken back, the last 2026-03-02T10:00:00+08:00", "as of the backup: drafts"]
