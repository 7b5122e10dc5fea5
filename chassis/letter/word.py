"""A document as a Word file in the same layout, for whoever has to change or seal it in Word.

The fonts are named, not inside: offices have them. As with the PDF the same document makes the same bytes.
"""

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from contracts.letter import Document, Paragraph

FANG, SONG, HEI, KAI, NUMBERS = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
RED_HEX = "E60012"
RED = RGBColor.from_string(RED_HEX)
SIZE = Pt(16)
WIDE, HIGH, CHARS, LINES = Mm(156), Mm(225), 28, 22
CELL = Length(WIDE // CHARS)
PITCH = Length(HIGH // LINES)
HEAD_POINTS, JOINT_POINTS = 44, 26
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can say: a member bears the moment at which it was written, else."""

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a text may hold and a Word file may not."""


def word(document: Document) -> bytes:
    made = new_document()
    _settings(made, document)
    _page(made, document)
    _head(made, document)
    _title(made, document)
    if document.addressee is not None:
        _line(made, document.addressee + "：")
    for n, one in enumerate(document.body, start=1):
        line = _paragraph(made, one)
        # A seal alone on a page could be put to any text: the last paragraph goes with it.
        line.paragraph_format.keep_with_next = one.style == "heading" or (
            n == len(document.body) and bool(document.signers)
        )
    if document.signers:
        _ending(made, document)
    if document.note is not None:
        _indented(_line(made, f"（{document.note}）"))
    _colophon(made, document)
    saved = BytesIO()
    made.save(saved)
    return timeless(saved.getvalue())


def timeless(package: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name, EPOCH), read.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _settings(made: Docx, document: Document) -> None:
    about = made.core_properties
    about.title = clean(document.title.replace("\n", ""))[:255]
    about.author = about.last_modified_by = clean(document.printed_by)[:255]
    about.comments = ""
    about.created = about.modified = datetime(document.dated.year, document.dated.month, document.dated.day)  # noqa: DTZ001  # a day, as the document says it
    style: Any = made.styles["Normal"]
    style.font.size = SIZE
    properties = style.element.get_or_add_rPr()
    named_fonts(properties, FANG)
    # 28 characters of 16 pt are wider than 156 mm: each is a little nearer to the next. A grid of characters would say
    # the same, but not all that open Word files read it alike.
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round((CELL.pt - SIZE.pt) * 20)))
    properties.find(qn("w:sz")).addprevious(spacing)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    # Pages lie on both sides of a sheet, their numbers outside.
    made.settings.odd_and_even_pages_header_footer = True


def _page(made: Docx, document: Document) -> None:
    section: Any = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    letter = document.layout == "letter"
    # A letter's head stands in the head of its first page, 30 mm from the top; its lower lines 20 mm from the foot.
    section.header_distance, section.footer_distance = (Mm(30), Mm(20)) if letter else (Mm(15), Mm(22))
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH.pt * 20)))
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = CELL
        if letter:
            line.paragraph_format.space_after = Mm(2)
        _run(line, "— ", NUMBERS, 14)
        _page_number(_run(line, "", NUMBERS, 14))
        _run(line, " —", NUMBERS, 14)
    if document.watermark is not None:
        for header in (section.header, section.even_page_header):
            # Below 30 mm there is room for a small one: a larger would push the text down.
            _watermark(header.paragraphs[0], document.watermark, 14 if letter else 36)
    if letter:
        _letter_edges(section, document)


def _watermark(line: Any, said: str, points: float) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, said, HEI, points).font.color.rgb = RGBColor(0xC0, 0xC0, 0xC0)


def _letter_edges(section: Any, document: Document) -> None:
    """Head and foot of a letter's first page, which has no number: the name over double lines, and double lines."""
    section.different_first_page_header_footer = True
    head, foot = section.first_page_header, section.first_page_footer
    name = head.paragraphs[0]
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    points = min(HEAD_POINTS, WIDE.pt / max(len(document.organs[0]), 1))
    name.paragraph_format.line_spacing = Pt(points)
    _spaced(name, after=Mm(4))
    _off_grid(name)
    _run(name, document.organs[0], SONG, points).font.color.rgb = RED
    _double(head.add_paragraph(), upper=12, lower=4, after=Pt(SIZE.pt * 7 / 8))
    if document.watermark is not None:
        _watermark(head.add_paragraph(), document.watermark, 14)
    _double(foot.paragraphs[0], upper=4, lower=12, after=Pt(0))


def _double(line: Any, *, upper: int, lower: int, after: Length) -> None:
    """Two red lines of 170 mm, in eighths of a point: the edges of an empty paragraph that is wider than the text."""
    line.paragraph_format.left_indent, line.paragraph_format.right_indent = Mm(-8), Mm(-6)
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = Pt(1)
    _spaced(line, after=after)
    _off_grid(line)
    _ruled(line, RED_HEX, top=upper, bottom=lower)


def _page_number(run: Any) -> None:
    for kind, said in (("begin", None), (None, "PAGE"), ("end", None)):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = said
        run._r.append(mark)


def _head(made: Docx, document: Document) -> None:
    """35 mm of the type area stand above the organs; what marks the copy stands in its first line.

    A letter's organ is in the head of the page, and its mark beside its number."""
    if document.layout == "letter":
        row = _line(made, document.urgency or document.mark or "", HEI)
        row.paragraph_format.tab_stops.add_tab_stop(WIDE, WD_TAB_ALIGNMENT.RIGHT)
        _run(row, f"\t{document.number}")
        _line(made, "")
        return
    mark = _line(made, document.urgency or document.mark or "", HEI)
    mark.alignment = WD_ALIGN_PARAGRAPH.LEFT if document.urgency else WD_ALIGN_PARAGRAPH.RIGHT
    _spaced(mark, after=Mm(35) - PITCH)
    joint = len(document.organs) > 1
    for n, organ in enumerate(document.organs):
        # With several organs the word stands after the last: beside all of them, a table would part it from the text.
        name = organ + (document.suffix if n == len(document.organs) - 1 else "")
        points = min(JOINT_POINTS if joint else HEAD_POINTS, WIDE.pt / max(len(name), 1))
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _off_grid(line)
        _run(line, name, SONG, points).font.color.rgb = RED
    _line(made, "")
    number = _line(made, document.number)
    beside = f"签发人：{document.signed_by}" if document.signed_by is not None else document.beside
    if beside is None:
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        number.paragraph_format.left_indent = CELL
        number.paragraph_format.tab_stops.add_tab_stop(Length(WIDE - CELL), WD_TAB_ALIGNMENT.RIGHT)
        number.add_run("\t")
        _run(number, "签发人：" if document.signed_by is not None else beside)
        if document.signed_by is not None:
            _run(number, document.signed_by, KAI)
    _ruled(number, RED_HEX, space=11, bottom=12)


def _title(made: Docx, document: Document) -> None:
    _line(made, "")
    for part in document.title.split("\n"):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing = Pt(33)
        _off_grid(line)
        _run(line, part, SONG, 22)
    _line(made, "")


def _paragraph(made: Docx, one: Paragraph) -> Line:
    match one.style:
        case "heading":
            return _indented(_line(made, one.text, HEI))
        case "label":
            line = _indented(_line(made, one.name, KAI))
            _run(line, one.text)
            return line
        case "named":
            line = _line(made, f"{one.name}：", HEI)
            room = CELL * (2 + len(one.name) + 1)
            line.paragraph_format.left_indent = Length(room)
            line.paragraph_format.first_line_indent = Length(2 * CELL - room)
            _run(line, one.text)
            return line
        case "text":
            return _indented(_line(made, one.text))


def _ending(made: Docx, document: Document) -> None:
    """Two lines are the seal's; the date ends four characters from the edge, and each name stands over its middle."""
    lines = [_line(made, ""), _line(made, "")]
    date = document.date_shown
    widest = max(_cells(text) for text in (*document.signers, date))
    for text in (*document.signers, date):
        line = _line(made, text)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Length(round(CELL * (4 + (widest - _cells(text)) / 2)))
        lines.append(line)
    for line in lines:
        line.paragraph_format.keep_with_next = True
    lines[-1].paragraph_format.keep_with_next = document.note is not None


def _cells(text: str) -> float:
    """How many of the 28 places a text takes: figures take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _colophon(made: Docx, document: Document) -> None:
    """Copies and issue, at the bottom of the last page's type area; of a letter the copies alone, without lines."""
    letter = document.layout == "letter"
    rows: list[tuple[str, str]] = []
    if document.primary is not None:
        rows.append(("主送：", f"{document.primary}。"))
    if document.copies is not None:
        rows.append(("抄送：", f"{document.copies}。"))
    if not letter:
        rows.append((document.printed_by, f"{document.printed_on}印发" if document.printed_on else ""))
    if not rows:
        return
    table: Any = made.add_table(rows=len(rows), cols=1)
    table.autofit = False
    # It floats beside the paragraph that follows it, and without one it would be nowhere.
    anchor = made.add_paragraph()
    anchor.paragraph_format.line_spacing = Pt(1)
    _off_grid(anchor)
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("leftFromText", "0"), ("rightFromText", "0"), ("vertAnchor", "margin"), ("horzAnchor", "margin"),
        ("tblpXSpec", "center"), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    properties.insert(1, place)
    for n, ((name, text), row) in enumerate(zip(rows, table.rows, strict=True)):
        cell = row.cells[0]
        cell.width = WIDE
        line = cell.paragraphs[0]
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(8)
        _run(line, name, FANG, 14)
        if letter or n < len(rows) - 1:
            line.paragraph_format.left_indent = Pt(8 + 42)
            line.paragraph_format.first_line_indent = Pt(-42)
            _run(line, text, FANG, 14)
        else:
            line.paragraph_format.tab_stops.add_tab_stop(Length(WIDE - Mm(5)), WD_TAB_ALIGNMENT.RIGHT)
            _run(line, f"\t{text}", FANG, 14)
        if not letter:
            _bordered(cell, top=8 if n == 0 else 6, bottom=8 if n == len(rows) - 1 else 6)


def _bordered(cell: Any, **eighths: int) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, size in eighths.items():
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def _line(made: Docx, text: str, font: str = FANG) -> Line:
    """One paragraph of text on the grid of lines."""
    line = made.add_paragraph()
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = PITCH
    if text:
        _run(line, text, font)
    return line


def _run(line: Line, text: str, font: str = FANG, points: float | None = None) -> Run:
    run: Any = line.add_run(clean(text))
    named_fonts(run._r.get_or_add_rPr(), font)
    if points is not None:
        run.font.size = Pt(points)
    return run


def named_fonts(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _indented(line: Line) -> Line:
    line.paragraph_format.first_line_indent = Length(2 * CELL)
    return line


def _spaced(line: Line, after: int) -> None:
    line.paragraph_format.space_after = Length(after)


def _off_grid(line: Any) -> None:
    """Larger characters do not fit the grid's lines: Word would give them two each."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().append(snap)


def _ruled(line: Any, colour: str, *, space: int = 0, **eighths: int) -> None:
    """Side → the thickness of its line; ``space`` is in points."""
    borders = OxmlElement("w:pBdr")
    for side, size in eighths.items():
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    line._p.get_or_add_pPr().append(borders)
