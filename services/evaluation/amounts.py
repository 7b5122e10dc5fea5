"""Points that a county writes into a policy."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from contracts.evaluation import Points
from services.evaluation.scheme.checks import plain


def _plain(given: Decimal) -> Decimal:
    if not plain(given):
        raise ValueError("points have at most two decimals")
    return given


Amount = Annotated[
    Points,
    Field(ge=0, le=10_000),
    AfterValidator(_plain),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10_000}),
]
