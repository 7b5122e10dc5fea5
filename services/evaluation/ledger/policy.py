"""What a county gives points for."""

from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from chassis.policy import Policy
from services.evaluation.amounts import Amount
from services.evaluation.ledger.domain import Kind
from services.evaluation.metadata import TABLES


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
