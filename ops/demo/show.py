"""Shows how far the demo year is: a bar on a terminal, a line for each tenth elsewhere."""

import sys
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Bar:
    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("demo year {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr),
        )
        self._task: TaskID | None = None

    def begin(self, steps: int) -> None:
        self._bar.start()
        self._task = self._bar.add_task("", total=steps)

    def moment(self, day: date, done: int) -> None:
        assert self._task is not None
        self._bar.update(self._task, completed=done, description=day.isoformat())

    def end(self, seconds: float) -> None:
        self._bar.stop()


class Lines:
    def __init__(self) -> None:
        self._steps = 0
        self._shown = 0

    def begin(self, steps: int) -> None:
        self._steps = steps
        print(f"demo year: {steps} steps …", flush=True)

    def moment(self, day: date, done: int) -> None:
        tenth = 10 * done // max(self._steps, 1)
        if tenth > self._shown:
            self._shown = tenth
            print(f"demo year {day.isoformat()}: {done} of {self._steps} steps …", flush=True)

    def end(self, seconds: float) -> None:
        print(f"demo year: {seconds:.0f} s", flush=True)


def progress() -> Bar | Lines:
    return Bar() if sys.stderr.isatty() else Lines()
