"""A letter (公文) ready to be laid out: what services that write letters and the layout that they share agree on.

Pure: no event has it, nothing in it is of the moment in which it is laid out.
"""

import re
from datetime import date
from typing import Literal

from contracts.base import Record

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')

Layout = Literal["document", "letter"]
"""文件格式, or 信函格式: one organ's name over double red lines, no printing record, no number on the first page."""

Style = Literal["text", "heading", "label", "named"]


class Paragraph(Record):
    """``label``: ``name`` in 楷体 before the text; ``named``: ``name`` in 黑体, a colon, and the text hanging."""

    style: Style
    text: str
    name: str = ""


class Document(Record):
    """One letter, ready to be laid out. What is None is left out."""

    layout: Layout = "document"
    organs: tuple[str, ...]
    """In red, at the head; ``suffix`` stands after them. In the layout of a letter one, and nothing after it."""
    suffix: str
    mark: str | None = None
    """The class of the answer: at the top on the right, in a letter beside the number."""
    urgency: str | None = None
    """At the top on the left; in a letter where its mark is."""
    watermark: str | None = None
    number: str
    signed_by: str | None = None
    """The leader who signs, beside the number."""
    beside: str | None = None
    """What else stands beside the number."""
    title: str
    addressee: str | None = None
    body: tuple[Paragraph, ...]
    signers: tuple[str, ...] = ()
    """Whose seals go under it; none: minutes bear no seal."""
    dated: date
    """Of the document; an issued one's own date."""
    date_shown: str
    note: str | None = None
    primary: str | None = None
    copies: str | None = None
    printed_by: str
    """A letter does not show it."""
    printed_on: str


def file_name(document: Document, kind: str) -> str:
    """Of number and title, without what some systems take in no name of a file; ``kind`` is its ending."""
    said = f"{document.number} {document.title}".replace("\n", "")
    return f"{_NOT_IN_NAMES.sub('_', said)[:80].strip()}.{kind}"


def day(on: date) -> str:
    """As the standard writes it: Arabic numerals without leading zeros."""
    return f"{on.year}年{on.month}月{on.day}日"


def paragraphs(text: str) -> list[Paragraph]:
    """One for each line that is not blank: blanks at its ends are the indent that the layout makes itself."""
    lines = (line.strip() for line in text.splitlines())
    return [Paragraph(style="text", text=line) for line in lines if line]


_DIGITS = "〇一二三四五六七八九"


def numeral(n: int) -> str:
    """In Chinese, as terms and headings are counted: 5 → 五, 12 → 十二, 105 → 一百〇五; digits from 1,000 on."""
    if not 0 < n < 1000:
        return str(n)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        said += "〇"
    return said + (_DIGITS[ones] if ones else "")
