"""What of a proposal everybody may read: pure.

No person and no contact is in it. What the marks leave out is never put in, so that no page can show it by mistake.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from contracts.base import Adoption, AnswerClass, Channel, OutcomeKind
from contracts.conversion import OutcomeFacts, PublicationMark
from services.conversion.commitment.domain import Commitment
from services.conversion.commitment.domain import State as Promised
from services.conversion.outcome.domain import Outcome
from services.conversion.publication.domain import Publication

_CONTACT = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx](?!\d)"
    r"|(?<!\d)[(（]?0\d{2,3}[)）]?[-— ]?\d{7,8}(?!\d)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
MASK = "〔已隐去〕"


def without_contacts(text: str) -> str:
    """The pre-check tells a proposer of numbers of persons; nobody checks a reply for them."""
    return _CONTACT.sub(MASK, text)


class PublicSuggestion(BaseModel):
    number: int
    text: str


class PublicText(BaseModel):
    situation: str
    analysis: str
    suggestions: list[PublicSuggestion]


class PublicPoint(BaseModel):
    """The answer to one suggestion; ``why`` is empty in a summary."""

    suggestion: int
    adoption: Adoption
    why: str | None


class PublicAnswer(BaseModel):
    """Of the unit's latest cycle; ``text`` is empty in a summary."""

    unit_id: str
    unit: str | None
    answer_class: AnswerClass | None
    number: str | None
    issued_on: date | None
    text: str | None
    points: list[PublicPoint]


class PublicOutcome(BaseModel):
    """A verified one; ``title`` and ``facts`` are empty in a summary."""

    suggestion: int
    kind: OutcomeKind
    achieved_on: date
    title: str | None
    facts: OutcomeFacts | None


class PublicCommitment(BaseModel):
    """``promise`` is empty in a summary."""

    suggestion: int
    unit_id: str
    unit: str | None
    promise: str | None
    due: date
    state: Promised
    on_time: bool | None


class PublicProposal(BaseModel):
    """``text`` is empty in a summary, and where the county shows none."""

    proposal_id: str
    title: str
    case_number: int
    session_id: str
    year: int | None
    """In which it was filed."""
    channel: Channel
    topic_group: str | None
    mark: PublicationMark
    text: PublicText | None
    answers: list[PublicAnswer]
    outcomes: list[PublicOutcome]
    commitments: list[PublicCommitment]


def of(
    facts: dict[str, Any],
    publication: Publication,
    outcomes: Sequence[Outcome],
    promised: Sequence[Commitment],
    *,
    texts: bool,
    replies: bool,
) -> PublicProposal:
    """``facts`` is the proposal's row, its ``text`` and ``answers`` with the units' names in it."""
    whole = publication.state == "public"
    answers = [one for one in facts["answers"] if publication.shows(one["unit_id"])]
    return PublicProposal(
        **{name: facts[name] for name in ("proposal_id", "case_number", "session_id", "year", "channel")},
        title=without_contacts(facts["title"]),
        topic_group=facts["topic_group"],
        mark=publication.state,
        text=_text(facts["text"]) if whole and texts and facts["text"] is not None else None,
        answers=[_answer(one, whole=whole and replies) for one in sorted(answers, key=lambda one: one["unit_id"])],
        outcomes=[
            PublicOutcome(
                suggestion=one.suggestion,
                kind=one.kind,
                achieved_on=one.achieved_on,
                title=without_contacts(one.title) if whole else None,
                facts=_facts(one.facts) if whole else None,
            )
            for one in sorted(outcomes, key=lambda one: (one.achieved_on, one.suggestion))
        ],
        commitments=[
            PublicCommitment(
                suggestion=one.suggestion,
                unit_id=one.unit_id,
                unit=next((given["unit"] for given in answers if given["unit_id"] == one.unit_id), None),
                promise=without_contacts(one.promise) if whole and replies else None,
                due=one.due,
                state=one.state,
                on_time=one.on_time,
            )
            for one in sorted(promised, key=lambda one: (one.suggestion, one.due))
            # What was promised anew is shown once, and by a unit that is not shown not at all.
            if one.state != "superseded" and publication.shows(one.unit_id)
        ],
    )


def _facts(facts: OutcomeFacts | None) -> OutcomeFacts | None:
    if facts is None:
        return None
    words = {name: without_contacts(value) for name, value in facts if isinstance(value, str)}
    return facts.model_copy(update=words)


def _text(text: dict[str, Any]) -> PublicText:
    return PublicText(
        situation=without_contacts(text["situation"]),
        analysis=without_contacts(text["analysis"]),
        suggestions=[
            PublicSuggestion(number=one["number"], text=without_contacts(one["text"])) for one in text["suggestions"]
        ],
    )


def _answer(given: dict[str, Any], *, whole: bool) -> PublicAnswer:
    reply = given["reply"] or {}
    return PublicAnswer(
        unit_id=given["unit_id"],
        unit=given["unit"],
        answer_class=given["answer_class"],
        number=reply.get("number"),
        issued_on=reply.get("issued_on"),
        text=without_contacts(reply["text"]) if whole and reply else None,
        points=[
            PublicPoint(
                suggestion=one["suggestion"],
                adoption=one["adoption"],
                why=without_contacts(one["why"]) if whole else None,
            )
            for one in reply.get("points", ())
        ],
    )
