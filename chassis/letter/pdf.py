"""A document as PDF/A: ``layout.typ`` (a book's: ``book.typ``) lays it out with the fonts that are installed.

The bytes depend on the document, the layout and the fonts alone: nothing in them is of the moment they were made.
"""

import json
from functools import cache
from pathlib import Path

import typst

from contracts.base import DomainRefusal
from contracts.book import Book
from contracts.letter import Document

Laid = Document | Book

STANDARD = "a-2u"
"""Every font is inside, and every character can be copied out again: what a record office takes."""
FAMILIES = ("FandolFang R", "FandolSong", "FandolHei", "FandolKai", "BabelStone Han")

_LAYOUT = Path(__file__).with_name("layout.typ")


class NoFonts(OSError):
    """The directory lacks one of the fonts that the layout is made for."""


@cache
def fonts(directory: Path) -> typst.Fonts:
    """Of the directory alone: on another machine the same letter would look different with that machine's fonts."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(directory)])
    missing = sorted(set(FAMILIES) - set(found.families()))
    if missing:
        raise NoFonts(f"{directory} lacks {', '.join(missing)}")
    return found


def pdf(document: Document, directory: Path) -> bytes:
    return compiled(_LAYOUT, document, directory)


def compiled(layout: Path, said: Laid, directory: Path) -> bytes:
    """Raises :class:`DomainRefusal` where a character stands in it that no font has: a box in its place would be
    signed and sealed with the rest."""
    compiler = _compiler(layout, said, directory)
    try:
        made = compiler.compile(format="pdf", pdf_standards=STANDARD)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        raise DomainRefusal(
            "letter-character",
            f"A character of the letter is in no font that is installed here ({error.message.partition(': ')[2]}); "
            "take the Word file, or have a font with it installed.",
        ) from error
    assert isinstance(made, bytes)
    return made


def pictures(document: Document, directory: Path, points_per_inch: int) -> list[bytes]:
    """The pages as PNG, for whoever wants to look at the layout."""
    made = _compiler(_LAYOUT, document, directory).compile(format="png", ppi=points_per_inch)
    assert made is not None
    return made if isinstance(made, list) else [made]


def _compiler(layout: Path, laid: Laid, directory: Path) -> typst.Compiler:
    said = laid.model_dump(mode="json") | {"dated": [laid.dated.year, laid.dated.month, laid.dated.day]}
    return typst.Compiler(
        layout.read_bytes(),
        font_paths=fonts(directory),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(said, ensure_ascii=False)},
    )
