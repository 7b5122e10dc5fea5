"""Who assesses reads what evaluation gives, and nothing beside it that names whose it is."""

from ops import export, registry


def test_an_assessor_has_no_route_but_evaluations() -> None:
    others = [name for name in registry.NAMES if name not in ("evaluation", "notification")]
    found = {
        path for name in others for _, path, roles in export.guarded(registry.service(name)) if "assessor" in roles
    }
    # Key nominees are put forward by name of their proposal alone.
    assert {path.split("/{")[0] for path in found} == {"/supervision/key-nominees"}
