"""What clients were told: one JSON object a line for each attempt, as it was answered."""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

FILE = "answers.jsonl"


@dataclass(frozen=True)
class Attempt:
    """One request of one command; all attempts of a command have its Idempotency-Key. ``status`` None: no answer."""

    at: str
    service: str
    county: str
    actor: str
    method: str
    path: str
    key: str
    attempt: int
    command: str
    body: dict[str, Any]
    status: int | None
    answer: dict[str, Any] | None
    etag: str | None
    error: str | None

    @property
    def definite(self) -> bool:
        """Whether the client need not ask again: after no answer, or a 5xx, it may have been done or not."""
        return self.status is not None and self.status < 500

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Journal:
    """Written from any thread; a line is there before the next attempt begins."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file = open(path, "a", encoding="utf-8")  # noqa: SIM115  # closed by `close`

    def append(self, attempt: Attempt) -> None:
        line = json.dumps(asdict(attempt), ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()


def attempts(path: Path) -> Iterator[Attempt]:
    """Every attempt in the order of its answer."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield Attempt(**json.loads(line))
