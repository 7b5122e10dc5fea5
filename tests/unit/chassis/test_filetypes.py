"""What a file is, by its bytes; what its name becomes."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import filetypes
from chassis.filetypes import KINDS, clean_name, recognise, sniff
from contracts.base import DomainRefusal
from tests.support import files

ALL = frozenset(KINDS)
PPTX = files.contents("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.pdf(), "pdf"),
        (files.PNG, "png"),
        (files.JPEG, "jpeg"),
        (files.TIFF, "tiff"),
        (files.docx(), "docx"),
        (files.xlsx(), "xlsx"),
        (files.packed(Content_Types=PPTX), "pptx"),
        (files.packed(OFD="<ofd:OFD/>"), "ofd"),
        (b"", None),
        (b"MZ\x90\x00 a program", None),
        (b"<html><script>", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .doc", None),
        (b"PK\x03\x04 no zip at all", None),
        (files.packed(readme="a zip of anything"), None),
        (files.packed(Content_Types="<Types"), None),
        (files.packed(Content_Types=files.contents("application/xml")), None),
        (files.docx()[:-40], None),
    ],
)
def test_the_content_says_what_it_is(tmp_path: Path, content: bytes, kind: str | None) -> None:
    (tmp_path / "f").write_bytes(content)
    assert sniff(tmp_path / "f") == kind


@pytest.mark.parametrize(
    "content",
    [
        files.packed(Content_Types=files.contents(files.MACRO)),
        files.packed(Content_Types=files.contents(files.WORD_MAIN, "application/vnd.ms-office.vbaProject")),
        files.packed(**{"Content_Types": files.contents(files.WORD_MAIN), "word/vbaProject.bin": b"x"}),
    ],
)
def test_macros_are_refused_under_whatever_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(DomainRefusal, match="macros") as refused:
        recognise(tmp_path / "f", "f.docx", ALL)
    assert refused.value.rule == "type-refused"


def test_a_list_of_contents_that_unpacks_to_more_than_any_has_is_not_unpacked(tmp_path: Path) -> None:
    bomb = files.contents(files.WORD_MAIN) + " " * (8 * 1024 * 1024)
    (tmp_path / "f").write_bytes(files.packed(Content_Types=bomb))
    assert sniff(tmp_path / "f") is None


def test_a_directory_of_a_million_names_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", files.contents(files.WORD_MAIN))
        for number in range(200):
            package.writestr(f"{number:0200}", b"")
    (tmp_path / "f").write_bytes(made.getvalue())
    assert sniff(tmp_path / "f") == "docx"
    monkeypatch.setattr(filetypes, "_DIRECTORY_BYTES", 20_000)
    assert sniff(tmp_path / "f") is None
    # With a comment behind it the directory's end is found as well.
    commented = bytearray(made.getvalue() + b"a comment")
    commented[-11:-9] = (9).to_bytes(2, "little")
    (tmp_path / "f").write_bytes(commented)
    assert zipfile.ZipFile(tmp_path / "f").comment == b"a comment"
    assert sniff(tmp_path / "f") is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.PDF", "a.PDF"),
        ("扫描件", "扫描件.pdf"),
        ("报告.第二稿（修改后的最终版本）", "报告.第二稿（修改后的最终版本）.pdf"),
    ],
)
def test_a_name_that_says_nothing_gets_the_ending_of_its_content(tmp_path: Path, name: str, kept: str) -> None:
    (tmp_path / "f").write_bytes(files.pdf())
    assert recognise(tmp_path / "f", name, ALL) == filetypes.Named(kept, "pdf")


@pytest.mark.parametrize("name", ["a.docx", "a.png", "a.exe", "a.pdf.html"])
def test_a_name_that_says_something_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "f").write_bytes(files.pdf())
    with pytest.raises(DomainRefusal) as refused:
        recognise(tmp_path / "f", name, ALL)
    assert refused.value.rule == "type-refused"


def test_what_the_county_does_not_take_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(files.TIFF)
    with pytest.raises(DomainRefusal, match="tiff"):
        recognise(tmp_path / "f", "a.tif", frozenset({"pdf"}))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\示例\\附件 一.pdf", "附件 一.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("gnp.\u202efdp.exe", "gnp.fdp.exe"),
        (" .hidden. ", "hidden"),
        ("..", ""),
        ("dir/", ""),
    ],
)
def test_a_name_loses_paths_and_controls(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@given(st.text(max_size=400))
def test_a_clean_name_stays_clean_and_fits_a_file_system(name: str) -> None:
    cleaned = clean_name(name)
    assert len(cleaned.encode()) <= filetypes.NAME_BYTES
    assert not {"/", "\\", "\0", "\r", "\n"} & set(cleaned)
    assert os.path.basename(cleaned) == cleaned
    assert clean_name(cleaned).strip(" .") == cleaned.strip(" .")


def test_a_long_name_keeps_its_ending() -> None:
    cleaned = clean_name("长" * 300 + ".pdf")
    assert cleaned.endswith("长.pdf")
    assert filetypes.NAME_BYTES - 3 < len(cleaned.encode()) <= filetypes.NAME_BYTES
