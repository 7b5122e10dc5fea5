"""A person at the one origin, and patience for what the bus brings."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx


class Caller:
    def __init__(self, origin: str, token: str) -> None:
        self.client = httpx.Client(
            base_url=origin, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=30
        )

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, body: Any = None, expect: int | None = None) -> Any:
        answer = self.client.post(path, json=body or {}, headers={"Idempotency-Key": secrets.token_hex(8)})
        assert answer.status_code == expect if expect else answer.is_success, answer.text
        return answer.json()


def eventually(check: Callable[[], Any], seconds: float = 60, what: str = "it") -> Any:
    """What ``check`` finds as soon as it is something; ``what`` names it when it never is."""
    end = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < end, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.1)
