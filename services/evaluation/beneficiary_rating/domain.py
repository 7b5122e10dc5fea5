"""One rating: given once, and neither changed nor taken back by anybody."""

from contracts.base import Event, Rating, Record
from contracts.evaluation import BeneficiaryRated

TRANSITIONS: dict[str, frozenset[str]] = {}

EVENTS: tuple[type[Event], ...] = (BeneficiaryRated,)


class BeneficiaryRating(Record):
    form_id: str
    proposal_id: str
    rating: Rating
    opinion: str | None


def apply(state: BeneficiaryRating | None, event: Event) -> BeneficiaryRating:
    if not isinstance(event, BeneficiaryRated):
        raise ValueError(f"{event.wire_name()} is no event of a beneficiary's rating")
    if state is not None:
        raise ValueError("a rating is given once")
    return BeneficiaryRating(**event.model_dump(exclude={"rating_id"}))
