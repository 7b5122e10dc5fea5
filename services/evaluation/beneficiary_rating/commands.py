"""What gives a rating."""

from chassis.eventlog import Loaded, Tx, new_id
from contracts.base import Rating
from contracts.evaluation import BeneficiaryRated
from services.evaluation.beneficiary_rating.domain import BeneficiaryRating
from services.evaluation.beneficiary_rating.store import RATINGS
from services.evaluation.facts import store as facts
from services.evaluation.opinion_form import commands as forms
from services.evaluation.opinion_form import domain as form_domain


async def rate(tx: Tx, form_id: str, *, rating: Rating, opinion: str | None, address: str) -> Loaded[BeneficiaryRating]:
    form = await forms.taking(tx, form_id, address=address)
    proposal_id = form_domain.rated_proposal(form.state)
    # It would be counted nowhere: a proposal that was withdrawn or merged since is in no figure.
    form_domain.check_about(await facts.review(tx, proposal_id), answered=True)
    id = new_id(tx)
    event = BeneficiaryRated(rating_id=id, form_id=form_id, proposal_id=proposal_id, rating=rating, opinion=opinion)
    return await RATINGS.append(tx, id, None, [event])
