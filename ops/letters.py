"""Pictures of letters, one of each kind and layout, from the demo county's handling of one proposal."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import yaml
from python_calamine import CalamineWorkbook

from chassis.clock import wall_date
from chassis.letter import pdf
from contracts.consultation import Answer, Commitment, ReplyContent
from contracts.letter import Document
from ops.demo import script
from ops.demo.files import Files
from ops.registry import ROOT
from services.consultation.assignment.domain import Assignment
from services.consultation.letter import commands, domain
from services.consultation.letter.domain import Case
from services.consultation.meeting.domain import Consultation
from services.consultation.reply.domain import Reply

DATA = ROOT / "ops" / "demo" / "data" / "small"
LAST = date(2026, 12, 30)
"""The demo year's last day, so that its pictures stay as they are."""
POINTS_PER_INCH = 80


def pictures(fonts: Path, to: Path) -> list[Path]:
    """Writes the first and the last page of each kind and layout to ``to``; the files."""
    written: list[Path] = []
    to.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        pages = pdf.pictures(document, fonts, POINTS_PER_INCH)
        for place, page in (("first", pages[0]), ("last", pages[-1])):
            written.append(to / f"{name}-{place}.png")
            written[-1].write_bytes(page)
    return written


def documents() -> Mapping[str, Document]:
    """Of the first proposal whose unit promised something and whose text is a row of the table."""
    year = script.Script.model_validate(yaml.safe_load((DATA / "script.yaml").read_text("utf-8")))
    proposal, handling, said = next(
        (proposal, handling, reply)
        for proposal in year.proposals
        for handling in proposal.handlings
        for reply in handling.replies
        if any(answer.promise for answer in reply.answers) and Files(DATA).word(proposal.text) is None
    )
    row = Files(DATA).row(proposal.text)
    suggestions = row["suggestions"]
    assert isinstance(suggestions, list)
    members, units = _called("members"), _called("units")
    wording, unit = commands.POLICY.default(), units[handling.holder]
    case = Case(
        channel="plenary",
        case_number=4,
        title=str(row["title"]),
        term=year.session.term,
        session_number=year.session.number,
        members=tuple(members[id] for id in (proposal.first_proposer, *(one.member for one in proposal.cosigns))),
        bodies=(),
        texts=dict(enumerate(suggestions, start=1)),
    )
    meeting = handling.meetings[0]
    held = Consultation(
        proposal_id=proposal.ref,
        assignment_id="",
        unit_id=handling.holder,
        state="confirmed",
        held_on=_day(meeting.when),
        confirmed_by=(proposal.first_proposer,),
        participants=tuple(meeting.participants),
        **meeting.model_dump(exclude={"when", "disputed", "upheld", "participants"}),
    )
    issued = _day(handling.issued)
    assignment = Assignment(
        proposal_id=proposal.ref,
        unit_id=handling.holder,
        role=handling.role,
        cycle=1,
        state="issued",
        issued_at=handling.issued.instant(LAST),
        return_until=issued + timedelta(days=7),
        policy_version=0,
    )
    reply = wording.reply.model_copy(update={"layout": "letter"})
    notice = wording.assignment.model_copy(update={"layout": "letter"})
    as_letters = wording.model_copy(update={"reply": reply, "assignment": notice})
    return {
        "reply": domain.reply_letter(_reply(said), case, wording, unit=unit, units={}, on=_day(said.issued)),
        "reply-as-letter": domain.reply_letter(
            _reply(said), case, as_letters, unit=unit, units={}, on=_day(said.issued)
        ),
        "assignment": domain.assignment_letter(assignment, case, wording, unit=unit, beside=[], on=issued),
        "assignment-as-letter": domain.assignment_letter(assignment, case, as_letters, unit=unit, beside=[], on=issued),
        "minutes": domain.minutes(held, case, wording, unit=unit, members=members, on=_day(meeting.when)),
    }


def _reply(said: script.Reply) -> Reply:
    return Reply(
        proposal_id="",
        assignment_id="",
        unit_id="",
        cycle=said.cycle,
        reply_version=1,
        state="issued",
        number=f"示例教提函〔{_day(said.issued).year}〕4号",
        content=ReplyContent(
            answer_class=said.answer_class,
            letter="B",
            answers=tuple(
                Answer(
                    suggestion=one.suggestion,
                    adoption=one.adoption,
                    why=one.why,
                    commitment=Commitment(promise=one.promise, due=LAST - timedelta(days=script.LAST_DAY - one.due_day))
                    if one.promise is not None and one.due_day is not None
                    else None,
                )
                for one in said.answers
            ),
            signatory=said.signatory,
            contact=said.contact,
            text=said.text,
        ),
    )


def _day(moment: script.Moment) -> date:
    return wall_date(moment.instant(LAST))


def _called(table: str) -> dict[str, str]:
    """Name by 编号."""
    _, *rows = CalamineWorkbook.from_path(str(DATA / f"{table}.xlsx")).get_sheet_by_index(0).to_python()
    return {str(row[0]): str(row[1]) for row in rows}
