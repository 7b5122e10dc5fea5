"""What draws a sample."""

import secrets

from chassis.eventlog import Loaded, Tx
from services.evaluation.sample import domain
from services.evaluation.sample.domain import Sample
from services.evaluation.sample.store import SAMPLES, handled
from services.evaluation.scheme.store import SCHEMES


async def draw(tx: Tx, scheme_id: str, *, session_id: str, seed: str | None) -> Loaded[Sample]:
    """``seed`` is drawn before witnesses; without one the service draws it. Either way it is recorded."""
    found = await SCHEMES.load(tx, scheme_id, lock=False)
    id = domain.sample_id(scheme_id, session_id)
    events = domain.sample(
        scheme_id,
        found.state,
        session_id=session_id,
        seed=seed or secrets.token_hex(16),
        population=await handled(tx, session_id),
        drawn_already=await SAMPLES.find(tx, id) is not None,
    )
    return await SAMPLES.append(tx, id, None, events)
