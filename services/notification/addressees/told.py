"""One line of the table, and where things can be read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.notification.notice.domain import Kind, Urgency
from services.notification.rules import Rule


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True)
class Told:
    """One line of the table."""

    kind: Kind
    to: Rule
    link: str
    """Where the thing can be read by those who are told, in the API's terms; ``{field}`` is the event's."""
    urgency: Urgency = "know"
    due: str | None = None
    """The event's field with the day, or the moment, until which something is to be done."""
    facts: tuple[str, ...] = ()
    """Fields of the event, or names of ``DERIVED``, that the wording may use beside the proposal's title and number."""
    when: Callable[[Any], bool] = _always
    bundled: bool = False
    """Each addressee gets one notice of this kind a day, with the ``count`` of proposals and the earliest day due: what
    falls due by the hundred would otherwise bury what else there is. Every line of a kind is, or none."""

    @property
    def line(self) -> str:
        """Its name among the event's lines."""
        return f"{self.kind} {self.to.__name__}"


PROPOSAL = "/submission/proposals/{proposal_id}"
PAPER = "/submission/paper-proposals/{paper_id}"
OFFER = "/submission/topic-offers/{offer_id}"
SUGGESTION = "/submission/topic-suggestions/{suggestion_id}"
REVIEW = "/submission/proposals/{proposal_id}/review"
FORWARD = "/submission/forwards/{forward_id}"
RECEIVED = "/submission/received-forwards/{received_id}"
BOOKING = "/submission/bookings/{booking_id}"
UNIT = "/submission/units/{unit_id}"
ENDED_UNITS = "/consultation/assignments?ended_unit=true"
ASSIGNMENT = "/consultation/assignments/{assignment_id}"
MEETING = "/consultation/consultations/{consultation_id}"
FORUM = "/consultation/forums/{forum_id}"
POINT = "/consultation/points/{point_id}"
OVERDUE_POINTS = "/consultation/points?overdue=true"
REPLY = "/consultation/replies/{reply_id}"
MATTER = "/consultation/matters/{proposal_id}"
FOLLOW_UPS = "/supervision/follow-ups?proposal_id={proposal_id}"
OVERSIGHT = "/supervision/oversights/{proposal_id}"
KEY_SELECTION = "/supervision/key-selections/{session_id}"
KEY_ALLOCATION = "/supervision/key-allocations/{session_id}"
ORDER = "/supervision/orders/{order_id}"
EXCHANGE = "/supervision/exchange/received"
DEADLINE = "/supervision/deadlines/{assignment_id}"
SIGN_OFF = "/supervision/sign-offs/{reply_id}"
PROCESS_TALK = "/supervision/process-talks/{talk_id}"
PASSKEYS = "/supervision/members/{member_id}/passkeys"
CONTACTS = "/notification/contacts/{member_id}"
PHONE_CODE = "/notification/phone-codes/{reference}"
MUTUAL = "/evaluation/mutual-reviews/{review_id}"
ISSUE = "/evaluation/service-issues/{issue_id}"
COMMITMENT = "/conversion/commitments/{commitment_id}"
OUTCOME = "/conversion/outcomes/{outcome_id}"
