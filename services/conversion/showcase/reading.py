"""Rows → what everybody may read."""

from collections.abc import Mapping
from typing import Any

from services.conversion.commitment.domain import Commitment
from services.conversion.outcome.domain import Outcome
from services.conversion.publication.store import PUBLICATIONS
from services.conversion.showcase import domain
from services.conversion.showcase.domain import PublicProposal
from services.conversion.showcase.policy import PublicPolicy


def shown(row: Mapping[str, Any], policy: PublicPolicy) -> PublicProposal:
    return domain.of(
        dict(row),
        PUBLICATIONS.loaded(row).state,
        [Outcome.model_validate(one) for one in row["outcomes"]],
        [Commitment.model_validate(one) for one in row["commitments"]],
        texts=policy.texts,
        replies=policy.replies,
    )
