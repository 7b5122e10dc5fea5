"""The real nginx with the compose file's own site, its variables filled in as the image would."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ops.embedded import ServerFailed, wait_for_port
from ops.portal.build import BUILT
from ops.registry import ROOT

SITE = ROOT / "deploy" / "nginx"


class Nginx:
    def __init__(
        self, directory: Path, port: int, upstreams: Mapping[str, str], issuer: str = "http://127.0.0.1:9/realms/none"
    ) -> None:
        """It serves the portal where that was built (``ops.portal.build``)."""
        self.directory = directory
        self.port = port
        self.log = directory / "nginx.log"
        self.process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True)
        text = (SITE / "default.conf.template").read_text("utf-8")
        values = {"LISTEN": f"127.0.0.1:{port}", "RESOLVER": "127.0.0.1"}
        files = directory / "files"
        files.mkdir()
        (files / "portal").symlink_to(BUILT)
        values |= {"PORTAL_ROOT": str(files), "ISSUER": issuer, "SIGN_IN_ORIGIN": "/".join(issuer.split("/")[:3])}
        values |= {f"{name.upper()}_UPSTREAM": address for name, address in upstreams.items()}
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        (directory / "site.conf").write_text(text, "utf-8")
        shutil.copy(SITE / "check.conf", directory / "nginx.conf")

    def start(self) -> None:
        program = shutil.which("nginx", path=os.environ["PATH"] + os.pathsep + "/usr/sbin")
        if program is None:
            raise ServerFailed("nginx is not installed (Debian: nginx-light)")
        with open(self.log, "wb") as log:
            # Started as root it would work as another user, who cannot enter a test's directory to put aside what
            # a slow reader has not taken yet.
            given = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
            self.process = subprocess.Popen(
                [program, "-p", str(self.directory), "-c", str(self.directory / "nginx.conf"), "-g", given],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        wait_for_port(self.port, 30, self.process, self.log)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
