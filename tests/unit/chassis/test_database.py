"""Which errors say that the store is away, and which that something is wrong with what was asked."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InternalError, OperationalError, ProgrammingError

from chassis.database import store_away


class Driver(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("said by the driver")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("kind", "sqlstate", "away"),
    [
        (OperationalError, None, True),
        (InterfaceError, None, True),
        (DBAPIError, "57P01", True),
        (DBAPIError, "08006", True),
        # "cannot switch to state 11; another operation (2) is in progress": cut in the middle of an answer.
        (InternalError, None, True),
        (InternalError, "XX000", False),
        (IntegrityError, "23505", False),
        (ProgrammingError, "42601", False),
        (DBAPIError, "40001", False),
    ],
)
def test_a_connection_that_was_lost_is_told_from_a_statement_that_is_wrong(
    kind: type[DBAPIError], sqlstate: str | None, away: bool
) -> None:
    assert store_away(kind("SELECT 1", None, Driver(sqlstate))) is away


def test_the_drivers_own_words_before_a_connection_is_made_say_that_the_store_is_away() -> None:
    assert store_away(ConnectionRefusedError())
    assert not store_away(ValueError())
