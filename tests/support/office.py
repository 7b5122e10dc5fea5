"""Real xlsx and docx bytes, as a county would hand them over."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from docx import Document


def xlsx(*lines: Sequence[Any]) -> bytes:
    """A workbook of one sheet; the first line is the header."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return out.getvalue()


def docx(*paragraphs: str | tuple[str, str]) -> bytes:
    """A document of paragraphs; a pair is (text, style), and a newline inside is Word's soft line break."""
    document = Document()
    for paragraph in paragraphs:
        text, style = (paragraph, None) if isinstance(paragraph, str) else paragraph
        document.add_paragraph(text, style)
    return saved(document)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
