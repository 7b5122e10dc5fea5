"""What a piece of work says to the store: the one cost that does not depend on how busy the machine is."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from chassis.database import Database


@contextmanager
def counted(database: Database) -> Generator[list[str]]:
    """Collects every statement; BEGIN with its scope and COMMIT, once in each transaction, are not among them."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
