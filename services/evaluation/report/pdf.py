"""The report as PDF/A, or as pictures: ``layout.typ`` lays it out with the fonts of letters.

The bytes depend on the figures, the layout and the fonts alone.
"""

import json
from pathlib import Path

import typst

from chassis.clock import WALL
from chassis.letter.pdf import STANDARD, NoFonts, fonts
from chassis.letter.render import LetterSettings
from chassis.problems import Unavailable
from contracts.base import DomainRefusal
from contracts.letter import day
from services.evaluation.report.domain import Report, summary

_LAYOUT = Path(__file__).with_name("layout.typ")


def fonts_here() -> Path:
    """The directory of the fonts; :class:`Unavailable` where they are not installed."""
    directory = LetterSettings().letter_fonts
    try:
        if directory is None:
            raise NoFonts("CPPCC_LETTER_FONTS names no directory")
        fonts(directory)
    except NoFonts as error:
        raise Unavailable(f"a yearly report needs the fonts of letters: {error}") from error
    return directory


def pdf(report: Report, directory: Path) -> bytes:
    try:
        made = _compiler(report, directory).compile(format="pdf", pdf_standards=STANDARD)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        raise DomainRefusal(
            "report-character",
            f"A character of the report is in no font that is installed here ({error.message.partition(': ')[2]}); "
            "take the workbook, or have a font with it installed.",
        ) from error
    assert isinstance(made, bytes)
    return made


def pictures(report: Report, directory: Path, points_per_inch: int) -> list[bytes]:
    """The pages as PNG, for whoever wants to look at the layout."""
    made = _compiler(report, directory).compile(format="png", ppi=points_per_inch)
    assert made is not None
    return made if isinstance(made, list) else [made]


def _compiler(report: Report, directory: Path) -> typst.Compiler:
    local = report.at.astimezone(WALL)
    said = report.model_dump(mode="json") | {
        "empty": report.empty,
        "summary": summary(report),
        "formulas": [one.model_dump() for one in report.formulas],
        "dated": [local.year, local.month, local.day],
        "date_shown": day(local.date()),
        "moment": f"{day(local.date())}{local:%H:%M:%S}",
    }
    return typst.Compiler(
        _LAYOUT.read_bytes(),
        font_paths=fonts(directory),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(said, ensure_ascii=False)},
    )
