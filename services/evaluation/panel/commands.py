"""What appoints a panel."""

from collections.abc import Mapping, Sequence

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from services.evaluation.panel import domain
from services.evaluation.panel.domain import Panel
from services.evaluation.panel.store import PANELS
from services.evaluation.scheme.store import SCHEMES


async def appoint(
    tx: Tx, scheme_id: str, groups: Mapping[str, Sequence[str]], units: Mapping[str, Sequence[str]]
) -> Loaded[Panel]:
    """``If-Match`` names the panel that is replaced."""
    found = await SCHEMES.find(tx, scheme_id, lock=False)
    if found is None:
        raise NotFound(f"{SCHEMES.name} {scheme_id}")
    id = domain.panel_id(scheme_id)
    events = domain.appoint(scheme_id, found.state, groups, units)
    earlier = await PANELS.find(tx, id)
    return await PANELS.append(tx, id, await PANELS.load(tx, id) if earlier else None, events)
