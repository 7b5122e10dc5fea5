"""What appoints a panel."""

from collections.abc import Mapping, Sequence

from chassis.eventlog import Loaded, Tx
from services.evaluation.panel import domain
from services.evaluation.panel.domain import Panel
from services.evaluation.panel.store import PANELS
from services.evaluation.scheme.store import SCHEMES


async def appoint(
    tx: Tx, scheme_id: str, groups: Mapping[str, Sequence[str]], units: Mapping[str, Sequence[str]]
) -> Loaded[Panel]:
    found = await SCHEMES.load(tx, scheme_id, lock=False)
    id = domain.panel_id(scheme_id)
    events = domain.appoint(scheme_id, found.state, groups, units)
    return await PANELS.append(tx, id, await PANELS.find(tx, id), events)
