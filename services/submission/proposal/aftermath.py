"""What a proposer may say to a decline: where the text may go instead, and, once, that it be looked at again (复议)."""

from datetime import date

from contracts.base import DomainRefusal, Event
from contracts.submission import ReconsiderationDecided, ReconsiderationRequested, RedirectAnswered
from services.submission.proposal.domain import Proposal, check_proposer, permit


def answer_redirect(state: Proposal, member_id: str | None, agreed: bool) -> list[Event]:
    """A text goes elsewhere only with its proposer's consent, which is asked for once."""
    permit(state, "answer_redirect")
    check_proposer(state, member_id)
    if state.redirect is None:
        raise DomainRefusal("no-redirect", "The committee offered to send this proposal nowhere else.")
    if state.redirect_agreed is not None:
        raise DomainRefusal("redirect-answered", "This was answered already.")
    return [RedirectAnswered(proposal_id=state.id, agreed=agreed)]


def reconsider(state: Proposal, member_id: str | None, grounds: str, today: date) -> list[Event]:
    permit(state, "reconsider")
    check_proposer(state, member_id)
    if state.reconsideration is not None:
        raise DomainRefusal("reconsidered-already", "Reconsideration is asked for once.")
    if state.redirect_agreed:
        raise DomainRefusal("redirected", f"By consent the text has gone on ({state.redirect}).")
    if state.reconsider_until is not None and today > state.reconsider_until:
        raise DomainRefusal("too-late", f"Reconsideration could be asked for until {state.reconsider_until}.")
    return [ReconsiderationRequested(proposal_id=state.id, grounds=grounds)]


def decide(state: Proposal, by: str, reopened: bool, explanation: str) -> list[Event]:
    """By somebody else than the one who declined."""
    permit(state, "decide_reconsideration")
    if state.reconsideration != "asked":
        raise DomainRefusal("not-asked", "Nobody waits for a reconsideration of this proposal.")
    if by == state.declined_by:
        raise DomainRefusal("four-eyes", "Whoever declined a proposal does not decide on its reconsideration.")
    return [ReconsiderationDecided(proposal_id=state.id, reopened=reopened, explanation=explanation)]
