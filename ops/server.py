"""uvicorn, ended by a signal as its own success: an orchestrator must not read an orderly stop as a crash."""

import asyncio
import contextlib
import signal
from collections.abc import Generator

import uvicorn
from fastapi import FastAPI

STOP_SECONDS = 20
"""How long open requests may go on after the signal."""


class Server(uvicorn.Server):
    """Leaves signals to its caller: uvicorn raises them again after serving, which would skip the clean-up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def configured(app: FastAPI, host: str, port: int, *, timeout_graceful_shutdown: int | None = None) -> uvicorn.Config:
    """No access log: the metrics count requests, and a line for each would cost more than routing it."""
    return uvicorn.Config(
        app,
        host,
        port,
        http="httptools",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=timeout_graceful_shutdown,
    )


async def serve(app: FastAPI, host: str, port: int) -> bool:
    """Serves until SIGTERM or SIGINT; false when it could not start."""
    server = Server(configured(app, host, port, timeout_graceful_shutdown=STOP_SECONDS))

    def stop() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()
    return server.started
