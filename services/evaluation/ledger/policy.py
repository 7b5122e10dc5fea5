"""What a county gives points for."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel

from chassis.policy import Policy
from contracts.evaluation import Points
from services.evaluation.ledger.domain import Kind
from services.evaluation.metadata import TABLES
from services.evaluation.scheme.checks import plain


def _amount(given: Decimal) -> Decimal:
    if not plain(given):
        raise ValueError("points are from 0 to 10,000, with at most two decimals")
    return given


Amount = Annotated[Points, AfterValidator(_amount)]


class Rule(BaseModel):
    first: Amount
    joint: Amount
    cap: Amount | None


class LedgerPolicy(BaseModel):
    filed: Rule
    cosigned: Rule
    admitted: Rule
    key: Rule
    excellent: Rule
    collective_counts: bool

    def points(self, kind: Kind, *, first: bool, collective: bool) -> Decimal:
        rule: Rule = getattr(self, kind)
        if first and collective and not self.collective_counts:
            return Decimal(0)
        return rule.first if first else rule.joint

    def cap(self, kind: Kind) -> Decimal | None:
        rule: Rule = getattr(self, kind)
        return rule.cap


POLICY = Policy("ledger", LedgerPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
