"""What a letter says: from what the record says to a document, which :mod:`pdf` and :mod:`word` lay out.

Pure: the same record and wording make the same document, today and in ten years.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from contracts.base import Channel, DomainRefusal, Record, UnitRole
from contracts.consultation import Answer, ParticipantRole, RaisedPoint
from contracts.letter import Document, Paragraph, day, numeral, paragraphs
from services.consultation.assignment.domain import Assignment
from services.consultation.letter.wording import SentSheet, Sheet, Wording, fill
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.signing_in import Came, Way, who_came
from services.consultation.reply.domain import Reply

DRAFT = "草稿"
QUOTED = 60
"""Characters of a suggestion's first sentence that stand in the heading of its answer."""
_SENTENCE = re.compile(r"[。；;\n]")
ADDRESSED = 20
"""Proposers named in the address; of more, the first is, and all of them where copies are listed."""


class Case(Record):
    """The proposal as its letters name it; names are those of the letter's day."""

    channel: Channel
    case_number: int
    title: str
    term: int
    session_number: int
    members: tuple[str, ...]
    """Names of the proposers, but of those who filed for a body."""
    bodies: tuple[str, ...]
    texts: Mapping[int, str]
    """The suggestions by number, as admitted."""

    @property
    def proposers(self) -> tuple[str, ...]:
        return (*self.bodies, *self.members)


def _known(wording: Wording, case: Case, unit: str) -> dict[str, Any]:
    known: dict[str, Any] = {"county": wording.county, "unit": unit, "title": case.title, "n": case.case_number}
    known |= {"term": numeral(case.term), "number": numeral(case.session_number)}
    known["session"] = fill(wording.session, known)
    known["case"] = fill(wording.case[case.channel], known)
    known["proposers"] = "、".join(case.proposers)
    if case.members:
        known["you"] = wording.you.one if len(case.proposers) == 1 else wording.you.several
    else:
        known["you"] = wording.you.body
    return known


def _sheet(sheet: Sheet, known: Mapping[str, Any]) -> dict[str, Any]:
    letter = isinstance(sheet, SentSheet) and sheet.layout == "letter"
    organs = tuple(fill(organ, known) for organ in sheet.head)
    return {
        "layout": "letter" if letter else "document",
        # Of several that write together a letter shows the one that leads.
        "organs": organs[:1] if letter else organs,
        "suffix": "" if letter else sheet.suffix,
        "title": fill(sheet.title, known),
        "printed_by": fill(sheet.issued_by, known),
    }


def _copies(sheet: Sheet, known: Mapping[str, Any], more: Iterable[str] = ()) -> str | None:
    names = [*(fill(copy, known) for copy in sheet.copies), *more]
    return "，".join(dict.fromkeys(names)) or None


def _addressee(case: Case) -> tuple[str, str | None]:
    """Whom the letter is addressed to; and everybody by name where the address names only the first."""
    if not case.members:
        return "、".join(case.bodies), None
    whole = "、".join(case.bodies + case.members) + "委员"
    if len(case.proposers) <= ADDRESSED:
        return whole, None
    return f"{case.proposers[0]}等{len(case.proposers)}位提案者", "、".join(case.proposers)


def _quoted(text: str | None) -> str:
    if not text:
        return ""
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0]
    return f"“{first if len(first) <= QUOTED else first[:QUOTED] + '……'}”"


def _answers(wording: Wording, case: Case, answers: Sequence[Answer]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for n, answer in enumerate(answers, start=1):
        heading = f"{numeral(n)}、关于第{answer.suggestion}条建议{_quoted(case.texts.get(answer.suggestion))}"
        found.append(Paragraph(style="heading", text=heading))
        found.append(Paragraph(style="label", name="采纳情况：", text=f"{wording.adoptions[answer.adoption]}。"))
        found += paragraphs(answer.why)
        if answer.commitment is not None:
            promise = " ".join(answer.commitment.promise.split()).rstrip("。")
            by = day(answer.commitment.due)
            found.append(Paragraph(style="label", name="办理承诺：", text=f"{promise}（{by}前完成）。"))
    return found


def reply_letter(
    reply: Reply, case: Case, wording: Wording, *, unit: str, units: Mapping[str, str], on: date
) -> Document:
    """``on``: the day of issue, or of the draft; ``units``: names of the helpers. What was not issued is a draft on
    every page, without number and date."""
    sheet, known = wording.reply, _known(wording, case, unit)
    issued = reply.state == "issued"
    content = reply.content
    # A unit that opens its letter itself would open it twice.
    opened = case.title in content.text.partition("\n")[0]
    body = [] if opened else paragraphs(fill(sheet.opening, known))
    body += paragraphs(content.text)
    body += _answers(wording, case, content.answers)
    signed = [units[opinion.unit_id] for opinion in reply.opinions]
    silent = [units[unit_id] for unit_id in reply.helper_silent]
    if signed:
        body += paragraphs(f"会办单位：{'、'.join(signed)}。")
    if silent:
        body += paragraphs(f"会办单位{'、'.join(silent)}截至本函印发时未反馈会办意见。")
    body += paragraphs(fill(sheet.closing, known))
    addressee, everybody = _addressee(case)
    return Document(
        **_sheet(sheet, known),
        mark=content.letter,
        watermark=None if issued else DRAFT,
        number=(reply.number or "") if issued else "（未编号）",
        # Who signs stands beside the number, where a letter has nothing but its mark.
        signed_by=content.signatory if sheet.shows_signatory and sheet.layout == "document" else None,
        addressee=addressee,
        body=tuple(body),
        signers=(unit,),
        dated=on,
        date_shown=day(on) if issued else "（未签发）",
        note=f"联系人及电话：{content.contact}",
        primary=everybody,
        copies=_copies(sheet, known, [*signed, *silent]),
        printed_on=day(on) if issued else "",
    )


ENDED_MARK: Mapping[str, str] = {"cancelled": "已撤销", "reassigned": "已改派"}


def assignment_letter(
    assignment: Assignment, case: Case, wording: Wording, *, unit: str, beside: Sequence[tuple[UnitRole, str]], on: date
) -> Document:
    """``beside``: role and name of whoever else handles the proposal now. One that has ended says so on every page."""
    sheet = wording.assignment
    known = _known(wording, case, unit) | {
        "year": on.year,
        "role": wording.roles[assignment.role],
        "return_until": day(assignment.return_until),
    }
    body = [Paragraph(style="text", text=fill(sheet.opening, known))]
    if beside:
        others = "；".join(f"{wording.roles[role]}：{name}" for role, name in beside)
        body.append(Paragraph(style="text", text=f"其他承办单位：{others}。"))
    for n, demand in enumerate(sheet.demands, start=1):
        body.append(Paragraph(style="heading", text=f"{numeral(n)}、{demand.heading}"))
        body += paragraphs(fill(demand.text, known))
    wanted = assignment.suggestions or tuple(case.texts)
    if wanted:
        of = "请你单位答复的建议" if assignment.suggestions else "提案所提建议"
        body.append(Paragraph(style="heading", text=f"{numeral(len(sheet.demands) + 1)}、{of}"))
        body += [
            Paragraph(style="text", text=f"{number}. {' '.join(case.texts.get(number, '').split())}".rstrip())
            for number in wanted
        ]
    return Document(
        **_sheet(sheet, known),
        urgency=wording.urgent if assignment.urgent else None,
        watermark=ENDED_MARK.get(assignment.state),
        number=fill(sheet.number[case.channel], known),
        addressee=unit,
        body=tuple(body),
        signers=tuple(fill(organ, known) for organ in sheet.head),
        dated=on,
        date_shown=day(on),
        note=fill(sheet.note, known),
        copies=_copies(sheet, known),
        printed_on=day(on),
    )


MINUTES_MARK: Mapping[str, str | None] = {
    "recorded": "待确认",
    "disputed": "有异议",
    "struck": "不予认定",
    "confirmed": None,
    "stands": None,
}
"""State → what the minutes of such a consultation are marked with; of other states there are none."""


def held_on(consultation: Consultation) -> date:
    """Its day; refused where nothing was recorded."""
    if consultation.state not in MINUTES_MARK or consultation.held_on is None:
        raise DomainRefusal("not-held", f"The consultation is {consultation.state}: there are no minutes of it.")
    return consultation.held_on


SIDES: Mapping[ParticipantRole, str] = {
    "unit": "承办单位",
    "proposer": "提案者",
    "beneficiary": "受益群众",
    "expert": "专家",
    "other": "其他",
}


WAYS: Mapping[Way, str] = {"code": "扫码签到", "entered": "现场登记"}


def _present(came: Sequence[Came], members: Mapping[str, str]) -> str:
    """Side by side, each with those of its role and how they signed in; an older record has only names."""
    said = [
        f"{side}：{'、'.join(_called(one, members) for one in came if one.role == role)}"
        for role, side in SIDES.items()
        if any(one.role == role for one in came)
    ]
    unsided = "、".join(_called(one, members) for one in came if one.role is None)
    return "；".join([unsided, *said] if unsided else said)


def _called(one: Came, members: Mapping[str, str]) -> str:
    name = members.get(one.member_id or one.name, one.name)
    marks = [WAYS[one.way]] if one.way is not None else []
    marks += [] if one.named else ["记录未列名"]
    return f"{name}（{'，'.join(marks)}）" if marks else name


def _points(held: Consultation) -> list[Paragraph]:
    return [
        Paragraph(style="text", text=f"{point.number}. {' '.join(point.text.split())}（{_outcome(point)}）")
        for point in held.points or ()
    ]


def _outcome(point: RaisedPoint) -> str:
    return "达成一致" if point.agreed else "尚未一致"


def minutes(
    held: Consultation, case: Case, wording: Wording, *, unit: str, members: Mapping[str, str], on: date
) -> Document:
    """``members``: names of whoever takes part by id, or has confirmed; ``on``: the day of :func:`held_on`."""
    assert held.form is not None  # what was recorded has its form
    sheet = wording.minutes
    known = _known(wording, case, unit) | {
        "phase": wording.phases[held.phase],
        "raised": held.points_raised,
        "agreed": held.points_agreed,
        "statement": held.statement or "",
        "members": "、".join(members.get(id, id) for id in held.confirmed_by),
    }
    body = [
        Paragraph(style="text", text=fill(sheet.opening, known)),
        Paragraph(style="named", name="时间", text=day(on)),
        Paragraph(style="named", name="地点", text=held.place or ""),
        Paragraph(style="named", name="形式", text=wording.forms[held.form]),
        *paragraphs(held.minutes or ""),
        Paragraph(style="text", text=fill(sheet.points, known)),
        *_points(held),
    ]
    if held.state == "stands":
        body += paragraphs(fill(sheet.stands, known))
    elif held.state in ("disputed", "struck"):
        body += paragraphs(fill(sheet.disputed, known))
        if held.disputed_points:
            body += paragraphs(f"异议涉及第{'、'.join(map(str, held.disputed_points))}点。")
    elif held.confirmed_by:
        body += paragraphs(fill(sheet.confirmed, known))
    if held.finding:
        body += paragraphs(f"核实意见：{held.finding}")
    came = who_came(held)
    body.append(Paragraph(style="named", name="出席", text=_present(came, members)))
    if held.attendance:
        body += paragraphs(fill(sheet.signed_in, known))
    of_record = [one.name for one in held.documents if one.purpose != "evidence"]
    of_dispute = [one.name for one in held.documents if one.purpose == "evidence"]
    for name, files in (("附件", of_record), ("异议材料", of_dispute)):
        if files:
            body.append(Paragraph(style="named", name=name, text="；".join(files)))
    return Document(
        **_sheet(sheet, known),
        watermark=MINUTES_MARK[held.state],
        number=f"{known['case']}　{known['phase']}",
        beside=day(on),
        body=tuple(body),
        dated=on,
        date_shown=day(on),
        copies=_copies(sheet, known),
        printed_on=day(on),
    )
