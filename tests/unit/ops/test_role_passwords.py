"""Passwords of the two roles of a service come together or not at all."""

import pytest

from ops import databases


def test_none_given_is_the_embedded_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for role in databases.roles("submission"):
        monkeypatch.delenv(f"CPPCC_{role.upper()}_PASSWORD", raising=False)
    assert databases.passwords("submission") == {}


def test_both_given_are_taken_and_one_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPPCC_SUBMISSION_APP_PASSWORD", "a-secret-of-the-app")
    monkeypatch.setenv("CPPCC_SUBMISSION_WORKER_PASSWORD", "")
    with pytest.raises(ValueError, match="CPPCC_SUBMISSION_WORKER_PASSWORD") as caught:
        databases.passwords("submission")
    assert "a-secret-of-the-app" not in str(caught.value)
    monkeypatch.setenv("CPPCC_SUBMISSION_WORKER_PASSWORD", "another")
    assert databases.passwords("submission") == {
        "submission_app": "a-secret-of-the-app",
        "submission_worker": "another",
    }
