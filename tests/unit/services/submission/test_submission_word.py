"""Word files as counties write them, made here with python-docx and read from their bytes."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from services.submission.proposal import word
from services.submission.proposal.word import NotAProposal, parse
from tests.support.office import docx, saved

TITLE = "关于增设老年助餐点的提案"
SITUATION = "全县六十岁以上老人占三成。"
ANALYSIS = "场地不足，补贴偏低。"
ONE, TWO = "在每个街道增设两处助餐点。", "把补贴提高到每餐三元。"


def test_a_proposal_as_most_counties_write_it() -> None:
    parsed = parse(
        docx(
            TITLE,
            "提案者：示例委员甲",
            "一、基本情况",
            f"　　{SITUATION}",
            "二、原因分析",
            f"　　{ANALYSIS}",
            "三、建议",
            f"1.{ONE}",
            f"2.{TWO}",
        )
    )
    assert (parsed.title, parsed.situation, parsed.analysis) == (TITLE, SITUATION, ANALYSIS)
    assert parsed.suggestions == (ONE, TWO)
    assert (parsed.fields.kind, parsed.fields.proposer, parsed.warnings) == ("individual", "示例委员甲", ())


@pytest.mark.parametrize(
    "headings",
    [
        ("一、情况", "二、分析", "三、建议"),
        ("情况：", "分析：", "建议："),
        ("一、存在问题", "二、原因", "三、对策建议"),
        ("一、我县老年助餐的现状", "二、助餐点办不起来的原因", "三、做好老年助餐的几点建议"),
        ("第一部分 情况", "第二部分 分析", "第三部分 建议"),
        ("一、基本情况", "二、存在的主要问题", "三、意见和建议"),
        ("一、情况分析", "二、问题剖析", "三、办理建议"),
        ("一、现有措施存在的问题", "二、问题的成因分析", "三、解决问题的办法"),
    ],
)
def test_headings_are_found_in_a_county_s_own_words(headings: tuple[str, str, str]) -> None:
    parsed = parse(docx(TITLE, headings[0], SITUATION, headings[1], ANALYSIS, headings[2], f"1、{ONE}", f"2、{TWO}"))
    assert (parsed.situation, parsed.analysis, parsed.suggestions) == (SITUATION, ANALYSIS, (ONE, TWO))
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1.", "2."),
        ("1、", "2、"),
        ("1．", "2．"),
        ("（一）", "（二）"),
        ("(一)", "(二)"),
        ("（1）", "（2）"),
        ("①", "②"),
        ("一、", "二、"),
        ("一是", "二是"),
        ("第一，", "第二，"),
        ("1) ", "2) "),
    ],
)
def test_suggestions_are_numbered_in_many_ways(first: str, second: str) -> None:
    parsed = parse(docx(TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议", first + ONE, second + TWO))
    assert parsed.suggestions == (ONE, TWO)


def test_word_s_own_numbering_numbers_suggestions() -> None:
    styled = docx(
        TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议", (ONE, "List Number"), "并列入预算。", (TWO, "List Number")
    )
    assert parse(styled).suggestions == (f"{ONE}\n并列入预算。", TWO)
    document = Document(io.BytesIO(docx(TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议")))
    for text, level in ((ONE, 0), ("先试点。", 1), (TWO, 0)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val, properties.get_or_add_ilvl().val = 1, level
    assert parse(saved(document)).suggestions == (f"{ONE}\n先试点。", TWO)


def test_points_under_a_suggestion_stay_with_it() -> None:
    parsed = parse(
        docx(
            TITLE,
            "一、情况",
            SITUATION,
            "二、分析",
            "（一）场地不足",
            "（二）补贴偏低",
            "三、建议",
            "（一）增设助餐点",
            "1.每个街道两处。",
            "2.先试点。",
            "（二）提高补贴",
        )
    )
    assert parsed.analysis == "（一）场地不足\n（二）补贴偏低"
    assert parsed.suggestions == ("增设助餐点\n1.每个街道两处。\n2.先试点。", "提高补贴")


def test_soft_line_breaks_and_full_width_blanks() -> None:
    parsed = parse(
        docx(
            "关于增设\n老年助餐点的提案",
            f"一、情况\n　　{SITUATION}",
            "二、分析",
            f"　{ANALYSIS}　",
            f"三、建议\n1.{ONE}\n2.{TWO}",
        )
    )
    assert (parsed.title, parsed.situation, parsed.analysis) == (TITLE, SITUATION, ANALYSIS)
    assert parsed.suggestions == (ONE, TWO)


def test_circled_numbers_in_one_paragraph() -> None:
    assert parse(docx(TITLE, "情况", SITUATION, "建议", f"①{ONE}②{TWO}")).suggestions == (ONE, TWO)


def test_text_on_the_heading_s_own_line() -> None:
    parsed = parse(docx(TITLE, f"情况：{SITUATION}", f"分析：{ANALYSIS}", f"建议：1.{ONE}", f"2.{TWO}"))
    assert (parsed.situation, parsed.analysis, parsed.suggestions) == (SITUATION, ANALYSIS, (ONE, TWO))


def test_a_decimal_is_no_number_of_a_suggestion() -> None:
    parsed = parse(docx(TITLE, "情况", SITUATION, "建议", f"1.{ONE}", "1.5亿元列入预算。"))
    assert parsed.suggestions == (f"{ONE}\n1.5亿元列入预算。",)


def test_words_of_a_heading_inside_a_part_open_nothing() -> None:
    parsed = parse(
        docx(
            TITLE,
            "情况",
            SITUATION,
            "分析",
            "一、缺乏措施",
            "二、办法不多",
            "建议",
            f"一、{ONE}",
            "二、摸清基本情况，建立台账。",
        )
    )
    assert parsed.analysis == "一、缺乏措施\n二、办法不多"
    assert parsed.suggestions == (ONE, "摸清基本情况，建立台账。")


def test_who_proposes_is_read_from_the_fields() -> None:
    parts = ("情况", SITUATION, "分析", ANALYSIS, "建议", f"1.{ONE}")
    joint = parse(docx("案　由：" + TITLE, "提案者：王　某", "联名：示例乙、示例丙", *parts))
    assert joint.title == TITLE
    assert (joint.fields.kind, joint.fields.proposer, joint.fields.cosigners) == ("joint", "王某", ("示例乙", "示例丙"))
    several = parse(docx(TITLE, "提案者：示例甲、示例乙", "附议人：示例丁", *parts, "联名人：示例丙"))
    assert (several.fields.kind, several.fields.proposer) == ("joint", "示例甲")
    assert several.fields.cosigners == ("示例乙", "示例丙")
    assert several.warnings == ("附议人未读入：示例丁",)
    collective = parse(docx(TITLE, "集体：示例党派", *parts))
    assert (collective.fields.kind, collective.fields.body) == ("collective", "示例党派")
    alone = parse(docx(TITLE, "联名：", *parts)).fields
    assert (alone.kind, alone.cosigners) == ("individual", ())


def test_what_is_not_taken_over_is_said() -> None:
    document = Document(
        io.BytesIO(docx("示例县政协提案纸", TITLE, "情况", SITUATION, "建议", "为此提出：", f"1.{ONE}"))
    )
    document.add_table(1, 1).cell(0, 0).text = "预算表"
    document.add_paragraph("2026年1月5日")
    parsed = parse(saved(document))
    said = "\n".join(parsed.warnings)
    for words in ("示例县政协提案纸", "预算表", "2026年1月5日", "为此提出", "没有找到“分析”"):
        assert words in said
    assert (parsed.analysis, parsed.suggestions) == ("", (ONE,))


def test_suggestions_without_numbers_are_numbered_with_a_warning() -> None:
    parsed = parse(docx(TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议", ONE, TWO))
    assert parsed.suggestions == (ONE, TWO)
    assert "没有编号" in parsed.warnings[0]


def test_text_before_the_first_heading_is_kept() -> None:
    parsed = parse(docx(TITLE, "近年来老龄化加快。", "情况", SITUATION, "分析", ANALYSIS, "建议", f"1.{ONE}"))
    assert parsed.situation == f"近年来老龄化加快。\n{SITUATION}"
    assert "第一个小标题之前" in parsed.warnings[0]


def test_insertions_count_and_deletions_do_not() -> None:
    document = Document(io.BytesIO(docx(TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议", "1.")))
    paragraph = document.paragraphs[-1]._p
    for tag, inner, text in (("w:ins", "w:t", ONE), ("w:del", "w:delText", "旧文字")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph.append(change)
    assert parse(saved(document)).suggestions == (ONE,)


def test_a_content_control_is_read() -> None:
    document = Document(io.BytesIO(docx(TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议")))
    body = document.element.body
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    content.append(document.add_paragraph(f"1.{ONE}")._p)
    control.append(content)
    body.insert(len(body) - 1, control)
    assert parse(saved(document)).suggestions == (ONE,)


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        (b"", "不是 Word 文件"),
        (b"PK\x03\x04 no zip", "不是 Word 文件"),
        (b"%PDF-1.7", "不是 Word 文件"),
        (docx(), "小标题"),
        (docx(TITLE, SITUATION, ANALYSIS, ONE), "小标题"),
        (docx(TITLE, "一、情况", SITUATION, "二、分析", ANALYSIS), "建议"),
        (docx(TITLE, "一、情况", SITUATION, "二、分析", ANALYSIS, "三、建议"), "建议"),
    ],
)
def test_what_cannot_be_read_names_what_is_missing(data: bytes, missing: str) -> None:
    with pytest.raises(NotAProposal, match=missing):
        parse(data)


def test_a_zip_without_a_document_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "text/plain")
    with pytest.raises(NotAProposal, match="不是 Word 文件"):
        parse(out.getvalue())


def test_a_broken_document_part_is_no_word_file() -> None:
    source = zipfile.ZipFile(io.BytesIO(docx(TITLE)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in source.namelist():
            packed.writestr(name, b"<broken" if name == "word/document.xml" else source.read(name))
    with pytest.raises(NotAProposal, match="不是 Word 文件"):
        parse(out.getvalue())


def test_a_file_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(NotAProposal, match="文件过大"):
        parse(docx(TITLE))


def test_word_s_sign_for_no_numbering() -> None:
    document = Document(io.BytesIO(docx(TITLE, "情况", SITUATION, "分析", ANALYSIS, "建议", (ONE, "List Number"))))
    paragraph = document.add_paragraph("并列入预算。", "List Number")
    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0
    assert paragraph._p.find(f".//{qn('w:numId')}") is not None
    assert parse(saved(document)).suggestions == (f"{ONE}\n并列入预算。",)


HEADINGS = ("一、情况", "问题：", "二、原因分析", "分析", "三、建议", "建议：")
LABELS = ("提案者：", "联名：", "集体：", "附议人：", "案由：", "题目：")
MARKS = ("", "1.", "2、", "（一）", "①", "一是", "一、", "　　")


@given(
    st.lists(
        st.one_of(st.sampled_from(HEADINGS), st.tuples(st.sampled_from(LABELS + MARKS), st.booleans())), max_size=12
    )
)
@settings(deadline=None, max_examples=60)
def test_no_text_is_ever_dropped(pieces: list[str | tuple[str, bool]]) -> None:
    """Whatever the order: each text is in a part, a field or a warning."""
    marks = [f"文字{number:02}" for number in range(len(pieces))]
    lines = [
        piece if isinstance(piece, str) else f"{piece[0]}{mark}" + ("\n" + mark if piece[1] else "")
        for piece, mark in zip(pieces, marks, strict=True)
    ]
    parsed = parse(docx(*lines, "建议：", "1.末条建议。"))
    names = (parsed.fields.proposer or "", *parsed.fields.cosigners, parsed.fields.body or "")
    parts = (parsed.title, parsed.situation, parsed.analysis, *parsed.suggestions)
    found = "\n".join((*parts, *names, *parsed.warnings))
    for piece, mark in zip(pieces, marks, strict=True):
        assert isinstance(piece, str) or mark in found
