"""Everything that a caller can do wrong, as RFC 9457 problems with stable types and Chinese or English titles."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from chassis.database import STORE_ERRORS, overdue, store_away
from contracts.base import DomainRefusal

log = structlog.get_logger()

TYPE_BASE = "urn:cppcc:problem:"

TITLES: dict[str, tuple[str, str]] = {
    "conflict": ("当前状态不允许此操作", "Not possible in this state"),
    "refused": ("业务规则不允许此操作", "A rule of the procedure refuses this"),
    "not-found": ("未找到", "Not found"),
    "stale": ("内容已被他人更新，请核对后重试", "Changed by somebody else meanwhile"),
    "precondition-required": ("修改须携带版本 (If-Match)", "An edit needs If-Match"),
    "key-required": ("请求须携带 Idempotency-Key", "A POST needs an Idempotency-Key"),
    "key-reused": ("同一 Idempotency-Key 用于了不同内容", "The Idempotency-Key was used with another body"),
    "accepted-before": (
        "该请求在系统恢复之前已生效，不再重复执行",
        "The request took effect before the service was restored",
    ),
    "unauthenticated": ("请先登录", "Sign in first"),
    "forbidden": ("您的角色无权执行此操作", "Your role may not do this"),
    "invalid": ("提交内容有误", "The request is not valid"),
    "too-large": ("请求内容过大", "The request is too large"),
    "too-many": ("提交过于频繁，请改日再试", "Too many for one day, try again tomorrow"),
    "unavailable": (
        "系统正在恢复，请稍后以同一 Idempotency-Key 重试",
        "The store is away; repeat with the same Idempotency-Key",
    ),
    "issuer-away": ("登录服务暂时不可用，请稍后重试", "The sign-in service is away, try again"),
    "failed": ("系统出错，请重试", "The platform failed"),
    "http": ("请求无法处理", "The request cannot be served"),
}


NOT_STORABLE = frozenset({"22021", "22003", "22000"})
"""SQLSTATE of a character that text cannot hold (NUL), of a number out of range, and of the driver's own refusal of
such a number."""


def _errors(mistakes: Iterable[tuple[str, str] | tuple[str, str, str]]) -> list[dict[str, str]]:
    return [dict(zip(("pointer", "detail", "rule"), one, strict=False)) for one in mistakes]


class Problem(Exception):
    """Base of all answers that are not a success. ``kind`` is a key of ``TITLES``."""

    status = 500
    kind = "http"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class NotFound(Problem):
    """No such record in this county; another county's record does not exist either."""

    status, kind = 404, "not-found"


class Stale(Problem):
    """``stored`` is what is there now. It is not part of the answer: who names a version need not be allowed to see."""

    status, kind = 412, "stale"

    def __init__(self, detail: str, stored: Any = None) -> None:
        super().__init__(detail)
        self.stored = stored


class PreconditionRequired(Problem):
    status, kind = 428, "precondition-required"


class KeyRequired(Problem):
    status, kind = 400, "key-required"


class KeyReused(Problem):
    status, kind = 422, "key-reused"


class AcceptedBefore(Problem):
    """A repeated request whose effect is there and whose answer is lost; ``records`` are what it changed."""

    status, kind = 409, "accepted-before"


class Conflict(Problem):
    """Not in this state; no rule of the procedure, so it has no rule's name."""

    status, kind = 409, "conflict"


class Unauthenticated(Problem):
    status, kind = 401, "unauthenticated"


class IssuerAway(Problem):
    """Nobody can be told who they are; a 401 would make clients throw good tokens away."""

    status, kind = 503, "issuer-away"


class Forbidden(Problem):
    status, kind = 403, "forbidden"


class Invalid(Problem):
    """The payload does not parse; ``errors`` points at fields."""

    status, kind = 422, "invalid"

    @classmethod
    def at(cls, mistakes: Iterable[tuple[str, str]]) -> "Invalid":
        """Every mistake as (pointer, what is wrong there)."""
        errors = _errors(mistakes)
        return cls("; ".join(f"{one['pointer']}: {one['detail']}" for one in errors), errors=errors)


class TooLarge(Problem):
    status, kind = 413, "too-large"


class TooMany(Problem):
    """More than one sender may hand in for now."""

    status, kind = 429, "too-many"


class Unavailable(Problem):
    """Not now: the same request may be repeated with the same key."""

    status, kind = 503, "unavailable"


def title(kind: str, accept_language: str) -> str:
    """Chinese unless English is preferred."""
    chinese, english = TITLES[kind]
    return english if accept_language.lower().startswith("en") else chinese


class ProblemResponse(JSONResponse):
    """Whatever was sent may be told of: half a character is shown as its escape."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def response(request: Request, status: int, kind: str, detail: str, extra: Mapping[str, Any]) -> JSONResponse:
    body = {
        "type": TYPE_BASE + kind,
        "title": title(kind, request.headers.get("accept-language", "zh")),
        "status": status,
        "detail": detail,
        **extra,
    }
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "2"}}.get(status)
    return ProblemResponse(body, status, headers)


def _methods(request: Request) -> set[str]:
    """Of every route that has the request's path."""
    routes: Sequence[BaseRoute] = getattr(request.app.state, "routes", ())
    fitting = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in fitting for method in getattr(route, "methods", ())}


def install(app: FastAPI) -> None:
    """Answers every error of ``app`` as a problem."""

    async def on_problem(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return response(request, error.status, error.kind, error.detail, error.extra)

    async def on_refusal(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, DomainRefusal)
        places = {"errors": _errors(error.places)} if error.places else {}
        return response(request, 409, "refused", error.detail, {"rule": error.rule} | places)

    async def on_validation(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [
            {"pointer": "/" + "/".join(str(part) for part in item["loc"]), "detail": item["msg"]}
            for item in error.errors()
        ]
        return response(request, 422, "invalid", "; ".join(e["detail"] for e in errors), {"errors": errors})

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        kind = {404: "not-found", 401: "unauthenticated", 403: "forbidden", 413: "too-large"}.get(
            error.status_code, "http"
        )
        answer = response(request, error.status_code, kind, str(error.detail), {})
        answer.headers.update(error.headers or {})
        if error.status_code == 405:
            # Of the whole path: the framework names the first route's only.
            answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
        return answer

    async def on_store(request: Request, error: Exception) -> JSONResponse:
        sqlstate = getattr(getattr(error, "orig", None), "sqlstate", None)
        if sqlstate in NOT_STORABLE:
            return response(request, 422, "invalid", "a character or a number in it cannot be stored", {})
        if overdue(error):
            return response(request, 503, "unavailable", "the store is too busy at the moment; nothing was done", {})
        if not store_away(error):
            raise error
        log.warning("request.store_away", path=request.url.path, error=repr(error), cause=repr(error.__cause__))
        # A commit may have been under way: only a repeated key tells whether it was done.
        return response(request, 503, "unavailable", "the store cannot be reached at the moment", {})

    async def on_unrepresentable(request: Request, error: Exception) -> JSONResponse:
        log.warning("request.unrepresentable", path=request.url.path, error=repr(error))
        return response(request, 422, "invalid", "a character, a number or a date in it is beyond what can be kept", {})

    async def on_failure(request: Request, error: Exception) -> JSONResponse:
        incident = uuid4().hex
        log.error("request.failed", incident=incident, path=request.url.path, error=repr(error))
        # It may have failed after its commit: only a repeated key tells.
        detail = "the platform failed; sent again with the same Idempotency-Key, it is done once"
        return response(request, 500, "failed", detail, {"incident": incident})

    app.add_exception_handler(Exception, on_failure)
    for kind in STORE_ERRORS:
        app.add_exception_handler(kind, on_store)
    for kind in (UnicodeEncodeError, OverflowError):
        app.add_exception_handler(kind, on_unrepresentable)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(DomainRefusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
