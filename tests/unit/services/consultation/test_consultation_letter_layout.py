"""Letters as files, opened again: the standard's measures, its fonts inside, the same bytes for the same letter."""

from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from pypdf import PdfReader

from contracts.base import DomainRefusal
from contracts.consultation import Answer
from services.consultation.letter.pdf import NoFonts, fonts, pdf
from services.consultation.letter.word import word
from tests.support.letters import a_case, a_letter, an_issued_reply, fonts_of, glyphs, read_docx, read_pdf

TOP, LEFT, BOTTOM, RIGHT = 37, 28, 297 - 35, 210 - 26
"""The edges of the type area from the page's left and top, in mm."""


@pytest.fixture(scope="module")
def long(letter_fonts: Path) -> bytes:
    """Fifty suggestions, answered at length."""
    answers = tuple(Answer(suggestion=n, adoption="adopted", why="汉" * 400) for n in range(1, 51))
    return pdf(a_letter(an_issued_reply(answers=answers, text="汉" * 2000)), letter_fonts)


def test_pages_have_the_standards_size_lines_and_characters(long: bytes) -> None:
    reader = PdfReader(BytesIO(long))
    for page in reader.pages:
        assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]
    # The second page is text alone, from its first line to its last.
    body = [one for one in glyphs(long, 1) if one.top < BOTTOM]
    lines = sorted({round(one.top, 1) for one in body})
    assert len(lines) == 22
    assert lines[0] > TOP
    assert lines[-1] < BOTTOM
    assert all(abs(after - before - 225 / 22) < 0.1 for before, after in pairwise(lines))
    assert min(one.left for one in body) == pytest.approx(LEFT, abs=0.1)
    per_line = ["".join(one.text for one in body if round(one.top, 1) == line) for line in lines]
    assert set(per_line[1:-1]) == {"汉" * 28}
    assert {round(one.points) for one in body} == {16}


def test_page_numbers_stand_outside_below_the_type_area(long: bytes) -> None:
    count = len(PdfReader(BytesIO(long)).pages)
    assert count > 40
    for page in (0, 1, 8, count - 1):
        foot = [one for one in glyphs(long, page) if one.top > BOTTOM]
        assert "".join(one.text.replace(" ", "") for one in foot) == f"—{page + 1}—"
        # The rule's top is 7 mm below; a baseline is some 4 mm lower.
        assert all(BOTTOM + 7 < one.top < BOTTOM + 13 for one in foot)
        left = min(one.left for one in foot)
        assert (left > RIGHT - 25) if page % 2 == 0 else (left == pytest.approx(LEFT + 156 / 28, abs=1))


def test_every_answer_is_there_and_the_seal_is_not_alone(long: bytes) -> None:
    text = "".join(read_pdf(long))
    assert "五十、关于第50条建议" in text
    assert text.count("汉") == 50 * 400 + 2000
    last = read_pdf(long)[-1]
    assert last.index("以上答复") < last.index("2026年6月3日")
    copies = [one for one in glyphs(long, len(PdfReader(BytesIO(long)).pages) - 1) if "印发" in one.text]
    assert copies[0].top == pytest.approx(BOTTOM, abs=5)


def test_head_number_and_title_stand_where_the_standard_has_them(letter_fonts: Path) -> None:
    first = glyphs(pdf(a_letter(an_issued_reply()), letter_fonts), 0)

    def at(text: str) -> float:
        return next(one.top for one in first if text in one.text)

    assert at("A") < TOP + 10  # the class, in the first line
    head = at("示例县教育局文件")
    assert TOP + 35 < head < TOP + 35 + 18
    assert head < at("示例教提函") < at("关于政协示例县") < at("示例委员")
    sizes = {one.text: one.points for one in first}
    assert max(sizes.values()) > 40
    assert next(points for text, points in sizes.items() if "关于政协示例县" in text) == pytest.approx(22)


def test_every_font_is_inside_and_rare_characters_are_too(letter_fonts: Path) -> None:
    rare = "㐀𠮷𬱖䶮"
    made = pdf(a_letter(an_issued_reply(text=f"{rare}。"), a_case(members=(f"示例{rare}",))), letter_fonts)
    found = fonts_of(made)
    assert all(found.values())
    assert {"FandolFang-Regular", "FandolSong-Bold", "FandolHei-Regular", "BabelStoneHan"} <= set(found)
    assert "".join(read_pdf(made)).count(rare) == 2
    with pytest.raises(DomainRefusal) as refusal:
        pdf(a_letter(an_issued_reply(text="\U000f0000")), letter_fonts)
    assert refusal.value.rule == "letter-character"


def test_fonts_that_are_not_all_there_make_no_letter(tmp_path: Path) -> None:
    with pytest.raises(NoFonts, match="FandolFang"):
        fonts(tmp_path)


def test_nothing_in_a_file_is_of_the_moment_it_was_made(letter_fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = a_letter(an_issued_reply())
    made = pdf(letter, letter_fonts), word(letter)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 1, 0, 0, 0, 0, 1, 0))
    assert (pdf(letter, letter_fonts), word(letter)) == made
    about = PdfReader(BytesIO(made[0])).metadata
    assert about is not None
    assert about.creation_date is not None
    assert about.creation_date.date() == date(2026, 6, 3)
    other = letter.model_copy(update={"number": "示例教提函〔2026〕13号"})
    assert pdf(other, letter_fonts) != made[0]
    assert word(other) != made[1]


def test_the_word_file_has_the_same_measures() -> None:
    made = Document(BytesIO(word(a_letter(an_issued_reply()))))
    section = made.sections[0]
    measures = [section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin]
    assert [round(measure.mm) for measure in measures if measure is not None] == [210, 297, 37, 28, 26]
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "580"
    assert made.settings.odd_and_even_pages_header_footer
    title = next(p for p in made.paragraphs if "答复函" in p.text)
    assert title.runs[0].font.size == Pt(22)
    assert title.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    # The closing, the seal's lines, name and date stay together.
    closing = next(n for n, p in enumerate(made.paragraphs) if p.text.startswith("以上答复"))
    assert all(p.paragraph_format.keep_with_next for p in made.paragraphs[closing : closing + 5])
    assert made.core_properties.author == "示例县教育局"


def test_what_word_cannot_hold_does_not_break_the_file() -> None:
    text = read_docx(word(a_letter(an_issued_reply(text="前\x0b\x1f后𠮷\ufffe"))))
    assert "前" in text
    assert "后𠮷" in text
