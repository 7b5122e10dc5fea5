"""The report as a Word file in the layout of official documents: A4, its margins, 仿宋 text, 黑体 headings."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, cast

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from chassis.clock import WALL
from services.submission.reviewreport.domain import NO_TOPIC, Report, Row

TITLE, HEADING, TEXT = "方正小标宋简体", "黑体", "仿宋_GB2312"
CHANNELS = {"plenary": "大会提案", "between_sessions": "平时提案"}
KINDS = {"individual": "个人提案", "joint": "联名提案", "collective": "集体提案"}
OUTCOMES = {
    "admitted": "立案", "declined": "不予立案", "merged": "并案", "returned": "退回修改", "filed": "待审定",
    "withdrawn": "撤回",
}  # fmt: skip

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a text may hold and a Word file may not."""


def docx(report: Report) -> bytes:
    document = Document()
    _page(document, report)
    name = f"第{report.term}届第{report.number}次会议提案审查情况报告"
    _line(document, name + ("（草稿）" if report.draft else ""), TITLE, 22, centred=True)
    day = report.as_of.astimezone(WALL)
    _line(document, f"（{day.year}年{day.month}月{day.day}日 {day:%H:%M}）", TEXT, 16, centred=True)
    if report.draft:
        _text(document, f"本报告为草稿：尚有{report.open}件提案未审定，各项数字以审定后为准。")
    _heading(document, "一、总体情况")
    _text(document, _overview(report))
    if report.before is not None:
        _text(document, _comparison(report))
    _heading(document, "二、提案构成")
    for caption, rows, names in (
        ("提交时间", report.channels, CHANNELS),
        ("提案类别", report.kinds, KINDS),
        ("界别（集体提案列提案单位）", report.sectors, {}),
        ("主题分组（并案随主案）", report.topics, {NO_TOPIC: "未立案、未分组"}),
    ):
        _counts(document, caption, rows, names)
    _heading(document, "三、不予立案理由")
    if report.reasons:
        _table(document, ("理由", "件数"), [(one.text, one.count) for one in report.reasons])
    else:
        _text(document, "无。")
    if report.groups:
        _heading(document, "四、分组审查")
        _table(document, ("审查组", "分到件数", "审毕件数"), [(g.name, g.distributed, g.ready) for g in report.groups])
    _heading(document, "附件1 立案提案目录")
    _table(
        document,
        ("案号", "案由", "提案者"),
        [
            (f"{CHANNELS[one.channel][:2]}第{one.case_number}号", one.title, "、".join(one.proposers))
            for one in report.admitted
        ],
    )
    _heading(document, "附件2 不予立案提案目录")
    texts = {one.code: one.text for one in report.reasons}
    _table(
        document,
        ("案由", "提案者", "理由", "建议转送"),
        [
            (one.title, "、".join(one.proposers), texts.get(one.decline_reason or "", ""), one.redirect or "")
            for one in report.declined
        ],
    )
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _overview(report: Report) -> str:
    parts = [f"{OUTCOMES[name]}{count}件" for name, count in report.outcomes.items() if count]
    merged = f"并案提案并入{report.masters}件主案。" if report.masters else ""
    return f"共收到提案{report.total}件" + (f"，其中{'、'.join(parts)}" if parts else "") + f"。{merged}"


def _comparison(report: Report) -> str:
    before = report.before
    assert before is not None
    named = [("收到", report.total, before.total)]
    named += [
        (OUTCOMES[name], report.outcomes[name], before.outcomes[name]) for name in ("admitted", "declined", "merged")
    ]
    return "与上次会议相比：" + "，".join(f"{name}{_change(now, then)}" for name, now, then in named) + "。"


def _change(now: int, then: int) -> str:
    if now == then:
        return f"持平（{now}件）"
    return f"{'增加' if now > then else '减少'}{abs(now - then)}件（{then}件→{now}件）"


def _page(document: Docx, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if report.draft:
        _run(section.header.paragraphs[0], "草稿", HEADING, 14)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    cast(Any, footer)._p.append(field)


def _line(document: Docx, text: str, font: str, size: float, *, centred: bool = False) -> Paragraph:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(29 if size < 20 else 36)
    shape.space_before = shape.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, font, size)
    return paragraph


def _heading(document: Docx, text: str) -> None:
    _line(document, text, HEADING, 16).paragraph_format.first_line_indent = Pt(32)


def _text(document: Docx, text: str) -> None:
    _line(document, text, TEXT, 16).paragraph_format.first_line_indent = Pt(32)


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(_NO_XML.sub("", text))
    run.font.size, run.font.name = Pt(size), font
    # The name alone is of Latin letters; Chinese ones have a font of their own.
    cast(Any, run)._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _counts(document: Docx, caption: str, rows: Sequence[Row], names: dict[str, str]) -> None:
    _table(
        document,
        (caption, "合计", *OUTCOMES.values()),
        [(names.get(row.name, row.name), row.total, *(row.outcomes[key] for key in OUTCOMES)) for row in rows],
    )


def _table(document: Docx, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    lines = [header, *rows]
    table = document.add_table(rows=len(lines), cols=len(header), style="Table Grid")
    # Cell by cell of a row: asked for by place, each would be searched for again, and hundreds of rows take minutes.
    for n, (line, row) in enumerate(zip(lines, table.rows, strict=True)):
        for text, cell in zip(line, row.cells, strict=True):
            _run(cell.paragraphs[0], str(text), TEXT if n else HEADING, 12)
    document.add_paragraph()
