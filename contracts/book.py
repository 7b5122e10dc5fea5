"""A book (汇编) ready to be laid out: chapters of entries, as what writes it and the layout agree on.

Pure, like a letter: nothing in it is of the moment in which it is laid out.
"""

from datetime import date

from contracts.base import Record
from contracts.letter import Paragraph


class Entry(Record):
    """``number`` stands before the title, here and in the table of contents."""

    number: str
    title: str
    body: tuple[Paragraph, ...]


class Chapter(Record):
    title: str
    entries: tuple[Entry, ...]


class Book(Record):
    """``cover`` are the lines of the title; ``issued_by`` and ``date_shown`` stand at the foot of the cover."""

    cover: tuple[str, ...]
    issued_by: str
    dated: date
    date_shown: str
    chapters: tuple[Chapter, ...]
