"""Alembic for a service: its revisions live beside it, its connection is handed over by the caller."""

from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text


def run(metadata: MetaData) -> None:
    """The body of every ``migrations/env.py``."""
    connection: Connection = context.config.attributes["connection"]
    # An idle reader would otherwise make a migration wait for ever, and everybody behind it.
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def _config(connection: Connection, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, scripts: Path) -> None:
    """To head, in the connection's transaction."""
    command.upgrade(_config(connection, scripts), "head")


def check(connection: Connection, scripts: Path) -> None:
    """Raises when the tables differ from the metadata."""
    command.check(_config(connection, scripts))


def revision(connection: Connection, scripts: Path, message: str, number: str) -> Any:
    """Writes a new revision from the difference between the database and the metadata."""
    return command.revision(_config(connection, scripts), message=message, autogenerate=True, rev_id=number)
