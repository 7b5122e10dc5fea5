"""Serving it under ``/portal/``."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

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


def mount(root: FastAPI, origin: str, issuer: str) -> None:
    """``/portal/`` and its configuration. ``origin`` is the one that passkeys are bound to."""

    @root.get("/")
    async def index() -> Response:
        return RedirectResponse(f"{origin}/portal/", status_code=302)

    @root.get("/portal/config.json")
    async def configuration() -> dict[str, Any]:
        return {"issuer": issuer, "client_id": CLIENT_ID}

    if (BUILT / "assets").is_dir():
        root.mount("/portal/assets", StaticFiles(directory=BUILT / "assets"))

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
