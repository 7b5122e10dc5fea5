"""Which Word file is which row's, what of it is kept, and what a later list leaves alone."""

import io
import zipfile
from typing import Any

import pytest

from contracts.submission import ArchivedProposalRecorded
from services.submission.archive import domain, pack, wordtext
from services.submission.sheets import Row
from tests.support.files import packed
from tests.support.office import docx, xlsx

TITLE = "关于在乡镇增设老年助餐点的提案"
PARTED = docx(
    TITLE,
    "一、情况",
    "全县助餐点只有四处。",
    "二、分析",
    "场地不足。",
    "三、建议",
    "1.利用闲置校舍。",
    "2.每餐补贴三元。",
)


def event(year: int, number: int, **changes: Any) -> ArchivedProposalRecorded:
    id = domain.identify(year, number)
    facts: dict[str, Any] = {"session": "示例一次", "title": TITLE, "proposers": ("示例甲",), "units": ("示例局",)}
    return ArchivedProposalRecorded(proposal_id=id, year=year, case_number=number, **(facts | changes))


def row(at: int, year: int, number: int, file: str | None = None) -> Row[ArchivedProposalRecorded]:
    return Row(at, event(year, number), {} if file is None else {"file": file})


ROWS = [row(2, 2023, 12), row(3, 2024, 12), row(4, 2024, 7), row(5, 2024, 9, "养老"), row(6, 2023, 30)]


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("7.docx", 4),
        ("007号.docx", 4),
        ("第7号 关于养老的提案.docx", 4),
        ("第７号案关于养老.DOCX", 4),
        ("7关于养老的提案.docx", 4),
        ("A/7-养老.docx", 4),
        ("2024-12.docx", 3),
        ("2023年第12号.docx", 2),
        ("2024年度 12 养老.docx", 3),
        ("往年/2023年/12、养老.docx", 2),
        ("2023/2024-12.docx", 3),
        ("材料/养老.docx", 5),
        ("30.docx", 6),
        # Of a year that has it not, of several years, of none, or of no number at all.
        ("2024-30.docx", None),
        ("12.docx", None),
        ("8.docx", None),
        ("7个村的饮水.docx", None),
        ("附件.docx", None),
    ],
)
def test_a_file_is_the_row_s_that_its_name_says(path: str, number: int | None) -> None:
    found, mistakes, _ = pack.assign(ROWS, [path])
    named = [one for one in mistakes if one.row == 5]
    assert found == ({} if number is None else {number: path})
    # Row 5 wants 养老.docx, which only one of these is.
    assert len(named) == (number != 5)
    assert [(one.row, one.column, one.detail.partition("：")[0]) for one in mistakes if one not in named] == (
        [(0, "文件", path)] if number is None else []
    )


def test_what_could_be_two_is_told_and_the_column_decides() -> None:
    found, mistakes, _ = pack.assign([row(2, 2024, 7)], ["7.docx", "第7号.docx"])
    assert (found, [(one.row, "7.docx" in one.detail) for one in mistakes]) == ({2: "7.docx"}, [(2, True)])
    found, mistakes, _ = pack.assign([row(2, 2024, 7, "第7号.docx")], ["7.docx", "第7号.docx"])
    assert (found, [(one.row, "另一个文件" in one.detail) for one in mistakes]) == ({2: "第7号.docx"}, [(2, True)])
    found, mistakes, _ = pack.assign([row(2, 2024, 7, "甲.docx"), row(3, 2024, 8, "b\\甲")], ["a/甲.docx", "b/甲.docx"])
    assert (found, [one.row for one in mistakes]) == ({3: "b/甲.docx"}, [2, 0])
    # Proposals that were answered together may share one.
    found, mistakes, _ = pack.assign([row(2, 2024, 7, "并案"), row(3, 2024, 8, "并案")], ["并案.docx"])
    assert (found, mistakes) == ({2: "并案.docx", 3: "并案.docx"}, [])


def test_a_zip_says_what_is_in_it_whoever_packed_it() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("清单.xlsx", b"sheet")
        package.writestr("提案/第7号.docx", b"seven")
        for name in ("提案/", "__MACOSX/提案/._第7号.docx", "提案/~$第8号.docx", "Thumbs.db"):
            package.writestr(name, b"")
        for name in ("旧.doc", "照片.jpg"):
            package.writestr(name, b"x")
    unpacked = pack.unpack(made.getvalue())
    assert (unpacked.sheet, list(unpacked.files)) == (b"sheet", ["提案/第7号.docx"])
    assert list(unpacked.refused) == ["旧.doc", "照片.jpg"]
    with zipfile.ZipFile(made) as package:
        assert pack.content(package, unpacked.files["提案/第7号.docx"]) == b"seven"
    # As Chinese Windows writes names: in GBK, saying nothing of it.
    wanted = "第9号关于养老的提案.docx".encode("gb18030")
    plain = packed(**{"a.xlsx": b"", "x" * len(wanted) + "": b""}).replace(b"x" * len(wanted), wanted)
    assert list(pack.unpack(plain).files) == ["第9号关于养老的提案.docx"]
    for broken, said in (
        (b"no zip", "不是压缩包"),
        (made.getvalue()[:200], "不是压缩包"),
        (packed(**{"a.docx": b""}), "现有 0 个"),
        (packed(**{"a.xlsx": b"", "b.xlsx": b""}), "现有 2 个：a.xlsx、b.xlsx"),
    ):
        with pytest.raises(pack.NotAPack, match=said):
            pack.unpack(broken)


def test_parts_are_kept_apart_where_the_file_has_their_headings() -> None:
    text, notes = wordtext.read("7.docx", TITLE, PARTED, public=True)
    assert (text.situation, text.analysis, text.whole) == ("全县助餐点只有四处。", "场地不足。", None)
    assert [(one.number, one.text) for one in text.suggestions] == [(1, "利用闲置校舍。"), (2, "每餐补贴三元。")]
    assert (text.public, len(text.sha256), notes) == (True, 64, [])
    assert dict(domain.parts(text)) == {
        "situation": "全县助餐点只有四处。", "analysis": "场地不足。", "suggestions/1": "利用闲置校舍。",
        "suggestions/2": "每餐补贴三元。",
    }  # fmt: skip
    _, notes = wordtext.read("7.docx", "关于治理河道的提案", PARTED, public=True)
    assert ["与清单不同" in note for note in notes] == [True]
    whole, notes = wordtext.read("8.docx", TITLE, docx("养老问题反映", "老人吃饭难，请解决。"), public=False)
    assert (whole.whole, whole.situation, whole.suggestions) == ("养老问题反映\n老人吃饭难，请解决。", None, ())
    assert ["小标题" in notes[0], "请核对" in notes[1]] == [True, True]


def test_no_contact_and_no_number_of_a_person_gets_in() -> None:
    lines = (TITLE, "联系电话：13800138000", "通讯地址：示例路8号", "一、情况", "村民（电话13912345678）反映太远。",
             "手机：13700137000", "二、建议", "1.增设助餐点。邮箱另告。", "E-mail: a@example.org")  # fmt: skip
    for data in (docx(*lines), docx(*(line for line in lines if "、" not in line))):
        text, notes = wordtext.read("7.docx", TITLE, data, public=False)
        said = text.model_dump_json() + "".join(notes)
        for private in ("138001", "1391234", "1370013", "示例路", "example.org"):
            assert private not in said
        assert "139******78" in said
        assert "另告" in said
        assert "1 处个人号码已部分隐去" in notes


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no docx", "不是 Word 文件"),
        (xlsx(("a",)), "不是 Word 文件"),
        (docx(), "没有文字"),
        (docx("字" * 20_001), "“正文”部分有 20001 字"),
        (docx("一、情况", "现状。", "二、建议", f"1.{'字' * 20_001}"), "“建议”部分有 20001 字"),
        (docx("一、情况", "现状。", "二、建议", *(f"{n}.{'字' * 19_000}" for n in range(1, 7))), "最多 100000 字"),
    ],
)
def test_what_is_no_text_says_why(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wordtext.read("7.docx", TITLE, data, public=False)


def test_the_longest_text_fits_into_its_event() -> None:
    data = docx("一、情况", "现状。", "二、建议", *(f"{n}.{'𠮷' * 19_900}" for n in range(1, 6)))
    text, _ = wordtext.read("7.docx", TITLE, data, public=False)
    assert len(event(2024, 7, text=text).model_dump_json().encode()) < 512 * 1024


def test_a_later_list_leaves_the_text_alone() -> None:
    text, _ = wordtext.read("7.docx", TITLE, PARTED, public=False)
    state = domain.apply(None, event(2024, 7, text=text))
    assert domain.record(state, event(2024, 7)) == []
    (corrected,) = domain.record(state, event(2024, 7, title="关于更正的提案"))
    state = domain.apply(state, corrected)
    assert (state.title, state.text) == ("关于更正的提案", text)
    assert domain.text_for(state, staff=True) == text
    assert domain.text_for(state, staff=False) is None
    public = text.model_copy(update={"public": True})
    (changed,) = domain.record(state, event(2024, 7, title="关于更正的提案", text=public))
    assert domain.text_for(domain.apply(state, changed), staff=False) == public
