"""What publishes a scheme."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel

from chassis.eventlog import Loaded, Tx, new_id
from contracts.evaluation import Category, Rules
from services.evaluation.scheme import domain
from services.evaluation.scheme.domain import Scheme, Subject
from services.evaluation.scheme.store import SCHEMES

EXAMPLES = ("handling", "proposal")


class Example(BaseModel):
    """A shipped example scheme."""

    subject: Subject
    title: str
    categories: tuple[Category, ...]
    rules: Rules | None = None


@cache
def example(name: str) -> Example:
    path = Path(__file__).with_name(f"example_{name}.yaml")
    return Example.model_validate(yaml.safe_load(path.read_text("utf-8")))


def checked(*, subject: Subject, title: str, categories: Sequence[Category], rules: Rules | None) -> Scheme:
    """A draft, as the scheme that it would be."""
    domain.check(categories, rules, subject)
    return Scheme(subject=subject, title=title, categories=tuple(categories), example=False, given_rules=rules)


async def publish(
    tx: Tx,
    *,
    subject: Subject,
    title: str,
    categories: Sequence[Category],
    rules: Rules | None,
    revises: str | None,
) -> Loaded[Scheme]:
    scheme_id = new_id(tx)
    earlier: Loaded[Scheme] | None = None
    if revises is not None:
        earlier = await SCHEMES.load(tx, revises)
        await SCHEMES.append(tx, revises, earlier, domain.revise(earlier.state, revises, by=scheme_id))
    events = domain.publish(
        scheme_id,
        subject=subject,
        title=title,
        categories=categories,
        rules=rules,
        example=False,
        revises=(earlier.id, earlier.state) if earlier else None,
    )
    return await SCHEMES.append(tx, scheme_id, None, events)


async def publish_examples(tx: Tx) -> list[Loaded[Scheme]]:
    """Each county has each example once; asking again answers the ones that are there."""
    schemes: list[Loaded[Scheme]] = []
    for name in EXAMPLES:
        scheme_id = f"example-{name}"
        found = await SCHEMES.find(tx, scheme_id)
        if found is None:
            shipped = example(name)
            events = domain.publish(
                scheme_id,
                subject=shipped.subject,
                title=shipped.title,
                categories=shipped.categories,
                rules=shipped.rules,
                example=True,
            )
            found = await SCHEMES.append(tx, scheme_id, None, events)
        schemes.append(found)
    return schemes
