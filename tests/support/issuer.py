"""An OpenID Connect issuer's published keys over HTTP; the tokens themselves are made by ``tests.support.tokens``."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support import tokens


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(asyncio.run(tokens.jwks())).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


class Issuer:
    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Keys)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def jwks_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/jwks"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
