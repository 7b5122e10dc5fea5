"""A published proposal as an entry of the book: pure."""

from collections.abc import Iterator

from contracts.book import Entry
from contracts.letter import Paragraph, day, paragraphs
from services.conversion.showcase.domain import PublicAnswer, PublicOutcome, PublicProposal

CHANNELS = {"plenary": "大会", "between_sessions": "平时"}
CLASSES = {
    "solved": "已经解决或采纳",
    "planned": "列入计划逐步解决",
    "reference": "留作参考",
    "infeasible": "因条件限制暂不能解决",
}
ADOPTIONS = {"adopted": "采纳", "partly": "部分采纳", "planned": "列入计划", "not_adopted": "未采纳"}
KINDS = {"decision": "决策措施", "development": "发展成效", "duty": "新的履职内容", "consensus": "凝聚共识"}
PROMISES = {"open": "未到期", "missed": "逾期", "claimed": "待核实", "kept": "已兑现", "released": "已免除"}


def entry(one: PublicProposal) -> Entry:
    """What a summary leaves out is not in it, either."""
    return Entry(
        number=f"{CHANNELS[one.channel]}第{one.case_number}号",
        title=one.title,
        body=(*_text(one), *_answers(one), *_outcomes(one), *_promises(one)),
    )


def _heading(text: str) -> Paragraph:
    return Paragraph(style="heading", text=text)


def _text(one: PublicProposal) -> Iterator[Paragraph]:
    if one.text is None:
        return
    for name, text in (("情况", one.text.situation), ("分析", one.text.analysis)):
        yield _heading(name)
        yield from paragraphs(text)
    yield _heading("建议")
    for suggestion in one.text.suggestions:
        first, *rest = paragraphs(suggestion.text) or [Paragraph(style="text", text="")]
        yield Paragraph(style="label", name=f"{suggestion.number}．", text=first.text)
        yield from rest


def _answers(one: PublicProposal) -> Iterator[Paragraph]:
    for given in one.answers:
        yield _heading(f"答复　{given.unit or given.unit_id}")
        yield Paragraph(style="named", name="办理结果", text=_result(given))
        if given.text is not None:
            yield from paragraphs(given.text)
        for point in given.points:
            why = f"。{point.why}" if point.why is not None else ""
            text = f"{ADOPTIONS[point.adoption]}{why}"
            first, *rest = paragraphs(text)
            yield Paragraph(style="label", name=f"建议{point.suggestion}：", text=first.text)
            yield from rest


def _result(given: PublicAnswer) -> str:
    said = [CLASSES[given.answer_class]] if given.answer_class is not None else []
    if given.number is not None and given.issued_on is not None:
        said.append(f"{given.number}，{day(given.issued_on)}")
    return "；".join(said)


def _outcomes(one: PublicProposal) -> Iterator[Paragraph]:
    if one.outcomes:
        yield _heading("转化成果")
    for led_to in one.outcomes:
        yield Paragraph(style="named", name=KINDS[led_to.kind], text=_outcome(led_to))


def _outcome(led_to: PublicOutcome) -> str:
    said = [led_to.title] if led_to.title is not None else []
    facts = led_to.facts
    if facts is not None:
        said += [text for text in (facts.document, facts.plan_item, facts.project) if text is not None]
        if facts.before is not None:
            said.append(f"{facts.indicator}由{facts.before}到{facts.after}")
        counted = ((facts.money, "金额{}元"), (facts.beneficiaries, "受益{}人"), (facts.reach, "覆盖{}人"))
        said += [words.format(count) for count, words in counted if count is not None]
    return "，".join([*said, f"{day(led_to.achieved_on)}（对应建议{led_to.suggestion}）"])


def _promises(one: PublicProposal) -> Iterator[Paragraph]:
    if one.commitments:
        yield _heading("承诺")
    for promised in one.commitments:
        said = promised.promise or f"建议{promised.suggestion}的办理承诺"
        text = f"{said}（{promised.unit or promised.unit_id}，{day(promised.due)}前，{PROMISES[promised.state]}）"
        yield from paragraphs(text)
