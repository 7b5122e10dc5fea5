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

from chassis.letter.pdf import NoFonts, fonts, pdf
from chassis.letter.word import RED, word
from contracts.base import DomainRefusal
from contracts.consultation import Answer
from services.consultation.letter.domain import assignment_letter
from tests.support.letters import (
    AS_LETTER,
    MM,
    WORDING,
    a_case,
    a_letter,
    an_assignment,
    an_issued_reply,
    bars,
    fonts_of,
    glyphs,
    read_docx,
    read_pdf,
)

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


def test_a_letter_has_its_double_lines_its_number_at_the_right_and_none_on_its_first_page(letter_fonts: Path) -> None:
    answers = tuple(Answer(suggestion=n, adoption="adopted", why="汉" * 400) for n in range(1, 4))
    reply = an_issued_reply(answers=answers, helped=["U2"])
    made = pdf(a_letter(reply, wording=AS_LETTER), letter_fonts)
    lines = bars(made, 0)
    # Thick over thin below the name, thin over thick above the page's foot; 170 mm in the middle of the page.
    assert [one.thick for one in lines] == [1.5, 0.5, 0.5, 1.5]
    assert all((one.left, one.wide) == (pytest.approx(20, abs=0.1), pytest.approx(170, abs=0.1)) for one in lines)
    assert lines[-1].top + 1.5 / MM == pytest.approx(297 - 20, abs=0.1)
    first = glyphs(made, 0)
    (name,) = [one for one in first if "示例县教育局" in one.text and one.points > 40]
    assert name.text == "示例县教育局"
    # The ink of its characters, some 0.77 em high above the baseline, begins 30 mm below the page's edge.
    assert 30 + 44 * 0.72 / MM < name.top < 30 + 44 * 0.82 / MM
    assert 4 < lines[0].top - name.top < 4 + 44 * 0.2 / MM
    (number,) = [one for one in first if "示例教提函" in one.text]
    assert lines[1].top < number.top < lines[1].top + 12
    assert number.left > 105
    (mark,) = [one for one in first if one.text == "A"]
    assert (mark.left, mark.top) == (pytest.approx(LEFT, abs=0.5), pytest.approx(number.top, abs=0.1))
    assert max(one.top for one in first) < BOTTOM
    title = next(one for one in first if "关于政协示例县" in one.text)
    assert title.top - number.top > 2 * 225 / 22
    pages = read_pdf(made)
    assert len(pages) > 1
    assert not any("签发人" in page or "印发" in page or "文件" in page for page in pages)
    for page in range(1, len(pages)):
        assert "".join(one.text for one in glyphs(made, page) if one.top > BOTTOM).replace(" ", "") == f"—{page + 1}—"
        assert bars(made, page) == []
    assert pages[-1].endswith(f"抄送：示例县人民政府办公室，政协示例县委员会提案委员会，示例县公安局。—{len(pages)}—")


def test_a_letter_without_copies_has_no_record_and_a_draft_says_so_on_every_page(letter_fonts: Path) -> None:
    alone = AS_LETTER.model_copy(update={"reply": AS_LETTER.reply.model_copy(update={"copies": ()})})
    letter = a_letter(an_issued_reply(), wording=alone)
    assert not any("抄送" in page for page in read_pdf(pdf(letter, letter_fonts)))
    assert "抄送" not in read_docx(word(letter))
    draft = a_letter(an_issued_reply("draft"), wording=AS_LETTER)
    assert all("草稿" in page for page in read_pdf(pdf(draft, letter_fonts)))
    assert read_docx(word(draft)).count("草稿") == 3


def test_the_word_file_of_a_letter_is_laid_out_as_one() -> None:
    data = word(a_letter(an_issued_reply(helped=["U2"]), wording=AS_LETTER))
    section = Document(BytesIO(data)).sections[0]
    assert section.different_first_page_header_footer
    distances = [section.header_distance, section.footer_distance]
    assert [round(one.mm) for one in distances if one is not None] == [30, 20]
    name, upper = section.first_page_header.paragraphs
    assert (name.text, name.runs[0].font.color.rgb) == ("示例县教育局", RED)
    assert name.paragraph_format.space_after is not None
    assert round(name.paragraph_format.space_after.mm) == 4
    (lower,) = section.first_page_footer.paragraphs
    assert lower.text == ""
    sides = [[(edge.tag.split("}")[1], edge.get(qn("w:sz"))) for edge in line._p.pPr.find(qn("w:pBdr"))]
             for line in (upper, lower)]  # fmt: skip
    assert sides == [[("top", "12"), ("bottom", "4")], [("top", "4"), ("bottom", "12")]]
    indents = (upper.paragraph_format.left_indent, upper.paragraph_format.right_indent)
    assert [round(one.mm) for one in indents if one is not None] == [-8, -6]
    assert section.footer.paragraphs[0].text == "—  —"
    text = read_docx(data)
    assert "A示例教提函〔2026〕12号" in text
    assert "抄送：示例县人民政府办公室" in text
    assert not any(word in text for word in ("签发人", "印发", "文件"))
    # No line is drawn about the copies.
    (table,) = Document(BytesIO(data)).tables
    assert table._tbl.findall(f".//{qn('w:tcBorders')}") == []


def test_how_urgent_a_notice_is_stands_at_its_left(letter_fonts: Path) -> None:
    for wording in (WORDING, AS_LETTER):
        notice = assignment_letter(
            an_assignment(urgent=True), a_case(), wording, unit="示例县教育局", beside=[], on=date(2026, 6, 3)
        )
        (urgent,) = [one for one in glyphs(pdf(notice, letter_fonts), 0) if one.text == "加急"]
        assert urgent.left == pytest.approx(LEFT, abs=0.5)


def test_copies_begin_where_their_name_stands(letter_fonts: Path) -> None:
    data = pdf(a_letter(an_issued_reply(helped=["U2", "U3"])), letter_fonts)
    last = glyphs(data, len(PdfReader(BytesIO(data)).pages) - 1)
    name, first = (next(one for one in last if said in one.text) for said in ("抄送", "人民政府办公室"))
    assert name.top == pytest.approx(first.top, abs=0.1)


def test_what_word_cannot_hold_does_not_break_the_file() -> None:
    text = read_docx(word(a_letter(an_issued_reply(text="前\x0b\x1f后𠮷\ufffe"))))
    assert "前" in text
    assert "后𠮷" in text
