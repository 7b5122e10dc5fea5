"""The services that this platform consists of."""

from importlib import import_module
from pathlib import Path

from chassis.app import Service

ROOT = Path(__file__).parent.parent
NAMES = tuple(
    name
    for name in ("submission", "consultation", "supervision", "evaluation", "conversion", "notification")
    if (ROOT / "services" / name / "app.py").exists()
)


def service(name: str) -> Service:
    """The named service; raises KeyError for another name."""
    if name not in NAMES:
        raise KeyError(name)
    found = import_module(f"services.{name}.app").SERVICE
    assert isinstance(found, Service)
    return found


def migrations(name: str) -> Path:
    return ROOT / "services" / name / "migrations"
