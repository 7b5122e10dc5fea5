"""Serving it under ``/portal/``."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from ops.issuer.codeflow import CLIENT_ID
from ops.portal.build import BUILT

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Assets(StaticFiles):
    """Named by what is in them: what a browser has of them it need not ask for again."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def mount(root: FastAPI, origin: str, issuer: str) -> None:
    """``/portal/`` and its configuration. ``origin`` is the one that passkeys are bound to."""

    @root.get("/")
    async def index() -> Response:
        return RedirectResponse(f"{origin}/portal/", status_code=302)

    @root.get("/portal/config.json")
    async def configuration() -> dict[str, Any]:
        return {"issuer": issuer, "client_id": CLIENT_ID}

    if (BUILT / "assets").is_dir():
        # As the production proxy sends them: a page's scripts are a quarter of their size.
        root.mount("/portal/assets", GZipMiddleware(Assets(directory=BUILT / "assets"), minimum_size=500))

    @root.get("/portal/{path:path}")
    async def page(path: str, request: Request) -> Response:
        if not (BUILT / "index.html").exists():
            return PlainTextResponse("the portal is not built: proposals portal build", status_code=503)
        if path == "icon.svg":
            return FileResponse(BUILT / "icon.svg", headers=HEADERS)
        # A passkey belongs to a host name, and no name is a number.
        if request.url.hostname == "127.0.0.1":
            return RedirectResponse(f"{origin}{request.url.path}", status_code=302)
        return FileResponse(BUILT / "index.html", headers=HEADERS | {"Cache-Control": "no-cache"})

    del index, configuration, page
