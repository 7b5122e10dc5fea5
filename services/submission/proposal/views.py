"""A proposal as it is handed in and shown, wherever a route takes or answers one."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.eventlog import Loaded
from chassis.http import Body, View
from contracts.base import STORABLE, Line, ProposalKind, Ref, Text
from contracts.submission import Assisted, Attachment, ProposalOrigin, ProposalText, ReplacedUnit
from services.submission.attachment.domain import seal_missing
from services.submission.proposal import commands, domain
from services.submission.proposal.form import Draft

Part = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), STORABLE]
"""May be blank: the rules of the form name that together with whatever else is missing."""


class TextBody(Body):
    """The server numbers the suggestions from 1."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), STORABLE]
    situation: Part
    analysis: Part
    suggestions: Annotated[list[Part], Field(max_length=200)]

    def draft(self) -> Draft:
        return Draft(self.title, self.situation, self.analysis, tuple(self.suggestions))


class FileProposal(Body):
    kind: ProposalKind = "individual"
    session_id: Ref | None = None
    """None: the county's current one."""
    text: TextBody
    publish_consent: bool
    body_id: Ref | None = None
    booking_id: Ref | None = None
    """The proposer's open booking that this filing fulfils."""
    suggested_units: tuple[Ref, ...] = ()
    cosigners: tuple[Ref, ...] = ()
    research_date: date | None = None
    consent_refusal: Text | None = None
    """Why it may not be published; needed, by the county's policy, where ``publish_consent`` is false."""
    signatory: Line | None = None
    """Of a collective proposal: who is responsible for the body and signed under its seal."""

    def filing(self) -> commands.Filing:
        return commands.Filing(
            kind=self.kind,
            session_id=self.session_id,
            text=self.text.draft(),
            publish_consent=self.publish_consent,
            body_id=self.body_id,
            booking_id=self.booking_id,
            suggested_units=self.suggested_units,
            cosigners=self.cosigners,
            research_date=self.research_date,
            consent_refusal=self.consent_refusal,
            signatory=self.signatory,
        )


class InvitationView(Body):
    member_id: str
    lapses_at: datetime
    answer: str
    agreed_version: int | None
    on_paper: bool
    """The signature is on the paper that was handed in."""
    text_changed_since: bool
    """Whether the co-signer agreed to an earlier text than the present one."""


class ProposalView(View):
    etag: str
    """For ``If-Match``, and for an item of a batch: whoever works through a list has seen no header of each."""
    state: str
    kind: str
    channel: str
    session_id: str
    case_number: int | None
    text: ProposalText
    text_version: int
    proposers: tuple[str, ...]
    invitations: list[InvitationView]
    suggested_units: tuple[str, ...]
    booking_id: str | None
    master_id: str | None
    children: tuple[str, ...]
    received_at: datetime
    publish_consent: bool
    consent_refusal: str | None
    """Why not, where it is refused; for the staff and its proposers."""
    body_id: str | None
    signatory: str | None
    """Who signed for the body."""
    comments: str | None
    decline_reason: str | None
    decline_explanation: str | None
    redirect: str | None
    redirect_agreed: bool | None
    reconsider_until: date | None
    reconsideration: str | None
    attachments: tuple[Attachment, ...]
    replaced_units: tuple[ReplacedUnit, ...]
    """Suggested units that had ended when it was filed, each with the one suggested in its place."""
    origin: ProposalOrigin | None
    seal_scan_missing: bool
    """Whether it is a body's, and no scan of its seal is attached."""
    assisted: Assisted | None
    """Handed in on paper and entered by the staff; None: the proposer filed it."""
    refiled_on_paper: bool
    """``assisted`` is of the text that was filed again after a return."""
    merge_answers: tuple[domain.MergeAnswer, ...]
    """Of a master, where the county asks its proposers and those of its children."""
    merge_answer_by: datetime | None
    objection: domain.Objection | None
    """The proposer's, to the entry."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Proposal]) -> "ProposalView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            etag=loaded.etag,
            state=state.state,
            kind=state.kind,
            channel=state.channel,
            session_id=state.session_id,
            case_number=state.case_number,
            text=state.text,
            text_version=state.text_version,
            proposers=state.proposers,
            invitations=[
                InvitationView(
                    **i.model_dump(),
                    text_changed_since=i.agreed_version is not None and i.agreed_version < state.text_version,
                )
                for i in state.invitations
            ],
            suggested_units=state.suggested_units,
            booking_id=state.booking_id,
            master_id=state.master_id,
            children=state.children,
            received_at=state.received_at,
            publish_consent=state.publish_consent,
            consent_refusal=state.consent_refusal,
            signatory=state.signatory,
            body_id=state.body_id,
            comments=state.comments,
            decline_reason=state.decline_reason,
            decline_explanation=state.decline_explanation,
            redirect=state.redirect,
            redirect_agreed=state.redirect_agreed,
            reconsider_until=state.reconsider_until if state.state == "declined" else None,
            reconsideration=state.reconsideration,
            attachments=state.attachments,
            replaced_units=state.replaced_units,
            origin=state.origin,
            seal_scan_missing=seal_missing(state.kind, state.attachments),
            assisted=state.assisted,
            refiled_on_paper=state.refiled_on_paper,
            merge_answers=state.merge_answers,
            merge_answer_by=state.merge_answer_by,
            objection=state.objection,
        )
