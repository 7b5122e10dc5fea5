"""A book as PDF/A and as a Word file, both with a table of contents; the same book makes the same bytes."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document as new_document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from chassis.letter.pdf import compiled
from chassis.letter.word import FANG, HEI, KAI, SONG, clean, named_fonts, timeless
from contracts.book import Book, Entry
from contracts.letter import Paragraph

_LAYOUT = Path(__file__).with_name("book.typ")


def pdf(book: Book, directory: Path) -> bytes:
    return compiled(_LAYOUT, book, directory)


def word(book: Book) -> bytes:
    made = new_document()
    _settings(made, book)
    for text in ("", "", "", *book.cover):
        _centred(made, text, SONG, 28)
    for text in ("", "", "", book.issued_by, book.date_shown):
        _centred(made, text, FANG, 16)
    made.add_page_break()
    _centred(made, "目　录", HEI, 22)
    _contents(made, book)
    for chapter in book.chapters:
        made.add_page_break()
        _heading(made, chapter.title, 1, HEI, 22)
        for entry in chapter.entries:
            _heading(made, f"{entry.number}　{entry.title}", 2, SONG, 16)
            _entry(made, entry)
    saved = BytesIO()
    made.save(saved)
    return timeless(saved.getvalue())


def _settings(made: Docx, book: Book) -> None:
    about = made.core_properties
    about.title = clean("".join(book.cover))[:255]
    about.author = about.last_modified_by = clean(book.issued_by)[:255]
    about.comments = ""
    about.created = about.modified = datetime(book.dated.year, book.dated.month, book.dated.day)  # noqa: DTZ001  # a day, as the book says it
    section: Any = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(30),
        Mm(28),
        Mm(28),
        Mm(26),
    )
    style: Any = made.styles["Normal"]
    style.font.size = Pt(14)
    named_fonts(style.element.get_or_add_rPr(), FANG)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE")
    # Word fills in the page numbers of the table of contents when it opens the file.
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    made.settings.element.append(update)


def _contents(made: Docx, book: Book) -> None:
    """The field's result is there already, without page numbers: whoever opens it elsewhere reads the titles."""
    titles = [
        (level, text)
        for chapter in book.chapters
        for level, text in (
            (0, chapter.title),
            *((1, f"{entry.number}　{entry.title}") for entry in chapter.entries),
        )
    ]
    first: Any = made.add_paragraph()
    _mark(first, "begin")
    _instruction(first, r'TOC \o "1-2" \h \z \u')
    _mark(first, "separate")
    line = first
    for n, (level, text) in enumerate(titles):
        line = first if n == 0 else made.add_paragraph()
        line.paragraph_format.left_indent = Pt(14 * level)
        line.add_run(clean(text))
    _mark(line, "end")


def _field(line: Any, instruction: str) -> None:
    _mark(line, "begin")
    _instruction(line, instruction)
    _mark(line, "end")


def _mark(line: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    line.add_run()._r.append(mark)


def _instruction(line: Any, text: str) -> None:
    said = OxmlElement("w:instrText")
    said.set(qn("xml:space"), "preserve")
    said.text = text
    line.add_run()._r.append(said)


def _heading(made: Docx, text: str, level: int, font: str, points: float) -> None:
    line: Any = made.add_paragraph(style=f"Heading {level}")
    if level == 1:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, text, font, points)


def _centred(made: Docx, text: str, font: str, points: float) -> None:
    line: Any = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, text, font, points)


def _entry(made: Docx, entry: Entry) -> None:
    for one in entry.body:
        _paragraph(made, one)


def _paragraph(made: Docx, one: Paragraph) -> None:
    line: Any = made.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(28)
    match one.style:
        case "heading":
            line.paragraph_format.keep_with_next = True
            _run(line, one.text, HEI)
        case "named":
            _run(line, f"{one.name}：", HEI)
            _run(line, one.text, FANG)
        case "label":
            _run(line, one.name, KAI)
            _run(line, one.text, FANG)
        case "text":
            _run(line, one.text, FANG)


def _run(line: Any, text: str, font: str, points: float = 14) -> None:
    run = line.add_run(clean(text))
    named_fonts(run._r.get_or_add_rPr(), font)
    run.font.size = Pt(points)
