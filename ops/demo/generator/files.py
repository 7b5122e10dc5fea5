"""The files themselves: xlsx, docx and YAML whose bytes depend on their content alone."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any, cast

import docx
import xlsxwriter
import yaml

from ops.demo.generator.texts import Text
from ops.demo.script import Script

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SLIM = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
    "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:sectPr/></w:body></w:document>',
}
"""The least that Word opens; python-docx's own template would weigh ten times the text."""


def fixed(package: bytes) -> bytes:
    """The same zip with a fixed date in every entry, stored: compressed bytes differ between builds of zlib."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as written:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            written.writestr(entry, given.read(name))
    return out.getvalue()


def xlsx(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2025, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("Sheet1")
    for n, row in enumerate([header, *rows]):
        sheet.write_row(n, 0, row)
    book.close()
    return fixed(out.getvalue())


def docx_of(lines: Sequence[str]) -> bytes:
    """One paragraph for each line; a line break inside a line is a soft one."""
    slim = io.BytesIO()
    with zipfile.ZipFile(slim, "w") as package:
        for name, part in _SLIM.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{part}')
    document = docx.Document(io.BytesIO(slim.getvalue()))
    for line in lines:
        first, *rest = line.split("\n")
        run = document.add_paragraph().add_run(first)
        for part in rest:
            run.add_break()
            run.add_text(part)
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())


_HEADINGS = (
    ("一、基本情况", "二、原因分析", "三、具体建议"),
    ("一、基本情况", "二、原因分析", "三、具体建议"),
    ("一、情况", "二、分析", "三、建议"),
    ("一、存在问题", "二、原因分析", "三、工作建议"),
    ("问题：", "分析：", "建议："),
)


def proposal_docx(text: Text, proposer: str, form: int) -> bytes:
    """As members write it; ``form`` chooses among their habits."""
    situation, analysis, suggestions = _HEADINGS[form % len(_HEADINGS)]
    blank = "\u3000\u3000" if form % 3 else ""
    numbers = [f"（{n}）" for n in "一二三四五六七八"] if form % 4 == 3 else [f"{n}." for n in range(1, 9)]
    if form % 6 == 5:
        numbers = [f"{n}、" for n in range(1, 9)]
    numbered = [f"{number}{s}" for number, s in zip(numbers, text.suggestions, strict=False)]
    lines = [f"案由：{text.title}", f"提案者：{proposer}", "", situation, blank + text.situation, analysis]
    # A soft break inside one paragraph, or a paragraph for each line.
    lines += [blank + text.analysis] if form % 2 else [blank + part for part in text.analysis.split("\n")]
    lines.append(suggestions)
    lines += ["\n".join(numbered)] if form % 7 == 6 else [blank + item for item in numbered]
    return docx_of(lines)


def _plain(value: object) -> object:
    """Moments as the script writes them: ``51 14:30``."""
    if isinstance(value, dict):
        found = cast(dict[str, object], value)
        if set(found) == {"day", "at"}:
            at = cast(time, found["at"])
            return f"{found['day']} {at:%H:%M}"
        return {key: _plain(item) for key, item in found.items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast(list[object], value)]
    return value


def script_yaml(script: Script) -> bytes:
    plain = _plain(script.model_dump(exclude_defaults=True))
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100_000).encode()
