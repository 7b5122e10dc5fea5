"""A service in production refuses what would let a stranger in, and never shows a secret while it does."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.settings import Settings

GOOD: dict[str, Any] = {
    "database_app": "postgresql+asyncpg://submission_app:6b3f0e1d9a7c4852@db:5432/submission",
    "database_worker": "postgresql+asyncpg://submission_worker:91c2d7e04fb85a36@db:5432/submission",
    "kafka": "kafka:9092",
    "issuer": "https://sign-in.example/realms/cppcc",
    "jwks_url": "http://keycloak:8080/realms/cppcc/protocol/openid-connect/certs",
}


def test_what_is_fit_is_accepted() -> None:
    assert Settings(**GOOD).mode == "production"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"issuer": "http://127.0.0.1:8080/dev-issuer"}, "issuer"),
        ({"issuer": "http://127.0.0.1:8080/dev-issuer/"}, "issuer"),
        ({"issuer": ""}, "issuer"),
        ({"jwks_url": "http://127.0.0.1:8080/dev-issuer/jwks"}, "jwks_url"),
        ({"jwks_url": "certs"}, "jwks_url"),
        ({"clock_offset_seconds": 60}, "clock_offset_seconds"),
        ({"database_app": "postgresql+asyncpg://submission_app@db/submission"}, "database_app"),
        ({"database_app": "postgresql+asyncpg://submission_app:@db/submission"}, "database_app"),
        ({"database_app": "postgresql+asyncpg://submission_app:changeme@db/submission"}, "database_app"),
        ({"database_worker": "postgresql+asyncpg://w:elevenchars@db/submission"}, "database_worker"),
        ({"database_worker": "postgresql+asyncpg://submission_worker:submission_worker@db/s"}, "database_worker"),
        ({"database_worker": "postgresql+asyncpg://[db/s"}, "database_worker"),
    ],
)
def test_what_is_unfit_is_named_and_not_shown(change: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named) as caught:
        Settings(**GOOD | change)
    shown = str(caught.value)
    assert "6b3f0e1d9a7c4852" not in shown
    assert "elevenchars" not in shown


def test_development_needs_none_of_it() -> None:
    change = {"database_app": "postgresql+asyncpg://a@db/s", "issuer": "http://127.0.0.1/dev-issuer"}
    assert Settings(**GOOD | change | {"mode": "development", "clock_offset_seconds": 5}).clock_offset_seconds == 5


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(**GOOD | {"issuer": "http://x/dev-issuer", "clock_offset_seconds": 1})
    assert "issuer" in str(caught.value)
    assert "clock_offset_seconds" in str(caught.value)
