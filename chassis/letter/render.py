"""A document to bytes, beside the event loop: laying out is work for a processor, and others must not wait for it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.letter import book
from chassis.letter.pdf import Laid, NoFonts, fonts, pdf
from chassis.letter.word import word
from chassis.problems import Unavailable
from contracts.book import Book

Format = Literal["pdf", "docx"]

MEDIA: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

AT_ONCE = 2
"""Letters laid out at the same time; more wait their turn, so that a rush takes neither all processors nor memory."""


class LetterSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CPPCC_", extra="ignore")

    letter_fonts: Path | None = None
    """The directory with the fonts of letters; None: there are Word files only."""


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="letter")


def check_available(format: Format) -> None:
    """Raises :class:`Unavailable` where the fonts of a PDF are not installed."""
    if format == "pdf":
        _fonts()


async def render(document: Laid, format: Format) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(_pool(), _render, document, format)


def _render(document: Laid, format: Format) -> bytes:
    if isinstance(document, Book):
        return book.word(document) if format == "docx" else book.pdf(document, _fonts())
    return word(document) if format == "docx" else pdf(document, _fonts())


def _fonts() -> Path:
    directory = LetterSettings().letter_fonts
    try:
        if directory is None:
            raise NoFonts("CPPCC_LETTER_FONTS names no directory")
        fonts(directory)
    except NoFonts as error:
        raise Unavailable(f"PDF letters need their fonts: {error}; the Word file needs none") from error
    return directory
