"""What is still judged without a look at the others: nobody reads its events until it is decided."""

from sqlalchemy import Select, literal, select, union_all

from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.mutual_review.store import REVIEWS


def undecided(county: str, proposal_id: str) -> Select[str, str]:
    """Aggregate and id of a proposal's assessments and mutual reviews that are open."""
    open = [
        select(literal(one.name).label("aggregate"), one.table.c.id.label("aggregate_id")).where(
            one.table.c.county == county, one.table.c.proposal_id == proposal_id, one.table.c.status == "open"
        )
        for one in (ASSESSMENTS, REVIEWS)
    ]
    found = union_all(*open).subquery()
    return select(found.c.aggregate, found.c.aggregate_id)
