"""What publishes a scheme."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel

from chassis.eventlog import Loaded, Tx, new_id
from contracts.evaluation import Category
from services.evaluation.scheme import domain
from services.evaluation.scheme.domain import Scheme, Subject
from services.evaluation.scheme.store import SCHEMES

EXAMPLES = ("handling", "proposal")


class Example(BaseModel):
    """A shipped example scheme."""

    subject: Subject
    title: str
    categories: tuple[Category, ...]


@cache
def example(name: str) -> Example:
    path = Path(__file__).with_name(f"example_{name}.yaml")
    return Example.model_validate(yaml.safe_load(path.read_text("utf-8")))


async def publish(tx: Tx, *, subject: Subject, title: str, categories: Sequence[Category]) -> Loaded[Scheme]:
    scheme_id = new_id(tx)
    events = domain.publish(scheme_id, subject=subject, title=title, categories=categories, example=False)
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
                scheme_id, subject=shipped.subject, title=shipped.title, categories=shipped.categories, example=True
            )
            found = await SCHEMES.append(tx, scheme_id, None, events)
        schemes.append(found)
    return schemes
