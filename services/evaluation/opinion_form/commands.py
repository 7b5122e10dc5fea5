"""What opens and closes a form, and what is written in it."""

import secrets
from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.problems import TooMany
from contracts.evaluation import OpinionFormOpened
from services.evaluation.facts import store as facts
from services.evaluation.opinion_form import domain
from services.evaluation.opinion_form.domain import OpinionForm
from services.evaluation.opinion_form.policy import POLICY
from services.evaluation.opinion_form.store import FORMS, count_in
from services.evaluation.service_issue import commands as issues
from services.evaluation.service_issue.domain import ServiceIssue

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing in it that people take for something else."""
LENGTH = 24
"""119 bits: nobody finds one by trying, nor from its hash."""


def new_receipt() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


async def open_form(
    tx: Tx, *, title: str, note: str | None, closes_on: date | None, about: str | None
) -> Loaded[OpinionForm]:
    form_id = secrets.token_hex(16)
    if about is not None:
        domain.check_about(await facts.review(tx, about), answered=await facts.is_answered(tx, about))
    event = OpinionFormOpened(
        form_id=form_id, title=title, note=note, closes_on=closes_on, opened_by=tx.actor.name, about=about
    )
    return await FORMS.append(tx, form_id, None, domain.open_form(event, today=wall_date(tx.now)))


async def close(tx: Tx, form_id: str) -> Loaded[OpinionForm]:
    loaded = await FORMS.load(tx, form_id)
    return await FORMS.append(tx, form_id, loaded, domain.close(loaded.state, form_id, by=tx.actor.name))


async def link(tx: Tx, form_id: str) -> str:
    """Behind the ``#``, which no proxy on the way writes into its log."""
    policy = (await POLICY.at(tx)).value
    return f"{policy.page}#{tx.county}/{form_id}"


async def taking(tx: Tx, form_id: str, *, address: str) -> Loaded[OpinionForm]:
    """The form while it is open, with one more counted in. Locked, so that nothing comes in behind the closing."""
    form = await FORMS.load(tx, form_id)
    domain.check_takes(form.state, today=wall_date(tx.receipt))
    policy = (await POLICY.at(tx)).value
    of_county, of_address = await count_in(tx, wall_date(tx.now), form.state.asks, address)
    if of_county > policy.per_day or of_address > policy.per_address:
        raise TooMany("no more opinions are taken from here today")
    return form


async def write(tx: Tx, form_id: str, *, opinion: str, receipt: str, address: str) -> Loaded[ServiceIssue]:
    domain.check_takes_opinions((await taking(tx, form_id, address=address)).state)
    return await issues.raise_unnamed(tx, form_id, opinion=opinion, receipt=receipt)
