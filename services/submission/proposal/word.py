"""Reads a proposal from the Word file in which it was written; what cannot be taken over is said, never dropped.

Counties write the same thing in many ways: headings by 一、二、三 or without, suggestions numbered by hand or by Word,
lines broken softly, titles over two lines. The structure is found by what the headings say; what stands under none
of them stays with the part before it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from contracts.base import ProposalKind

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""A file that unpacks to more is no proposal; it would take the memory of everybody else."""


class NotAProposal(Exception):
    """``missing`` names everything that a member must add before the file can be read."""

    def __init__(self, *missing: str) -> None:
        super().__init__("；".join(missing))
        self.missing = missing


@dataclass(frozen=True)
class Fields:
    """What the lines at the top say about who proposes; names, not identifiers."""

    kind: ProposalKind
    proposer: str | None
    cosigners: tuple[str, ...]
    body: str | None


@dataclass(frozen=True)
class Parsed:
    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]
    fields: Fields
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    text: str
    numbered: str | None
    """The level of Word's own numbering, on the paragraph's first line."""


@dataclass
class Part:
    kind: str
    lines: list[Line]


_ORDINALS = "一二三四五六七八九十"
_MARK = re.compile(rf"^第?([{_ORDINALS}]+)(?:、|[.．]|部分[、:：]?)\s*")
_KINDS = {
    "suggestions": r"建议|对策|措施|办法",
    "analysis": r"分析|剖析|原因|成因|必要性|可行性",
    "situation": r"情况|现状|问题|背景|由来|理由",
}
_PLAIN = re.compile(
    r"^(?:(?:基本|主要|目前|当前|有关|相关|具体|几点|提案|办理|工作|意见|说明|介绍|存在的?|建议|对策|措施|办法|分析|剖析|"
    r"原因|成因|必要性|可行性|情况|现状|问题|背景|由来|理由)[和与及、]?)+$"
)
"""A heading of such words alone is one with or without a number before it."""
_FIELDS = {
    "案由": "title", "题目": "title", "标题": "title",
    "第一提案人": "proposer", "第一提案者": "proposer", "提案人": "proposer", "提案者": "proposer",
    "联名": "cosigners", "联名人": "cosigners", "联名委员": "cosigners",
    "集体": "body", "集体提案单位": "body", "提案单位": "body",
    "附议": "endorsers", "附议人": "endorsers",
}  # fmt: skip
_FIELD = re.compile(rf"^({'|'.join(sorted(_FIELDS, key=len, reverse=True))})[:：](.*)$")
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一是", re.compile(r"^[一二三四五六七八九十]+是[,，:：]?\s*")),
    ("第一", re.compile(r"^第[一二三四五六七八九十]+[条点]?[、,，:：.．]\s*")),
    ("（一）", re.compile(r"^[（(]\s*[一二三四五六七八九十]+\s*[)）][、.．]?\s*")),
    ("一、", re.compile(r"^[一二三四五六七八九十]+[、.．]\s*")),
    ("（1）", re.compile(r"^[（(]\s*\d{1,2}\s*[)）][、.．]?\s*")),
    ("1.", re.compile(r"^\d{1,2}\s*(?:[、)）]|[.．](?!\d))\s*")),
    ("①", re.compile(r"^[①-⑳]\s*")),
)
_TITLE = re.compile(r"^关于.+的(?:提案|建议|意见)$")
_DATE = re.compile(
    r"^[\d〇○零一二三四五六七八九十]{4} ?年 ?[\d一二三四五六七八九十]{1,2} ?月(?: ?[\d一二三四五六七八九十]{1,3} ?日)?$"
)


def parse(data: bytes) -> Parsed:
    """The structured text of a docx; :class:`NotAProposal` names what it lacks."""
    warnings: list[str] = []
    title, fields, rest = _top(list(_paragraphs(_open(data), warnings)), warnings)
    preamble, parts = _parts(rest)
    if not parts:
        raise NotAProposal("没有找到“情况”“分析”“建议”的小标题，请按“一、情况；二、分析；三、建议”分段书写")
    _name_analysis(parts)
    suggestions = _suggestions([line for part in parts if part.kind == "suggestions" for line in part.lines], warnings)
    if not suggestions:
        raise NotAProposal("没有找到“建议”部分，或其中没有内容，请逐条编号写出建议")
    situation = _join(line for part in parts if part.kind == "situation" for line in part.lines)
    analysis = _join(line for part in parts if part.kind == "analysis" for line in part.lines)
    if preamble:
        situation = "\n".join(text for text in (_join(preamble), situation) if text)
        warnings.append("第一个小标题之前的文字已并入“情况”部分")
    for name, text in (("案由", title), ("情况", situation), ("分析", analysis)):
        if not text:
            warnings.append(f"没有找到“{name}”，请补写")
    return Parsed(title, situation, analysis, suggestions, fields, tuple(warnings))


def plain(data: bytes) -> tuple[str, tuple[str, ...]]:
    """All that a docx says, line by line, with the warnings; for files that are not divided by headings."""
    warnings: list[str] = []
    text = _join(line for lines in _paragraphs(_open(data), warnings) for line in lines)
    return text, tuple(warnings)


def _open(data: bytes) -> Any:
    not_docx = NotAProposal("这不是 Word 文件（.docx），或文件已损坏、已加密")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise NotAProposal("文件过大，请去掉图片后再上传")
        return Document(io.BytesIO(data))
    except (zipfile.BadZipFile, OpcError, XMLSyntaxError, KeyError, ValueError, AttributeError, OSError) as error:
        raise not_docx from error


def _paragraphs(document: Any, warnings: list[str]) -> Iterator[list[Line]]:
    """Each paragraph as its lines."""
    numbered_styles = {
        style.get(qn("w:styleId"))
        for style in document.styles.element.iter(qn("w:style"))
        if style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    }
    for paragraph in _blocks(document.element.body, warnings):
        if next(paragraph.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
            warnings.append("图片未读入")
        lines = [text for text in map(_clean, _text(paragraph).split("\n")) if text]
        level = _word_level(paragraph, numbered_styles)
        if len(lines) == 1 and _DATE.match(lines[0]):
            warnings.append(f"落款日期未读入：{lines[0]}")
        elif lines:
            yield [Line(text, None if at else level) for at, text in enumerate(lines)]


def _blocks(container: Any, warnings: list[str]) -> Iterator[Any]:
    """The paragraphs, also those inside content controls, which Word's forms are made of."""
    for child in container:
        if child.tag == qn("w:p"):
            yield child
        elif child.tag == qn("w:tbl"):
            words = _clean("".join(node.text or "" for node in child.iter(qn("w:t"))))
            warnings.append(f"表格未读入：{words[:20]}")
        elif child.tag == qn("w:sdt"):
            yield from _blocks(child.find(qn("w:sdtContent")), warnings)


def _text(paragraph: Any) -> str:
    """Also inserted text under tracked changes, and not what they delete."""
    parts: list[str] = []
    for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:noBreakHyphen")):
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        # A tab that stands in the paragraph's properties is a tab stop, no character.
        elif node.getparent().tag == qn("w:r"):
            parts.append(" " if node.tag == qn("w:tab") else "\n")
    return "".join(parts)


def _clean(text: str) -> str:
    """Without the full-width blanks that indent, and with one kind of blank inside."""
    return re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()


def _word_level(paragraph: Any, numbered_styles: set[str]) -> str | None:
    """The level of Word's own numbering, given to the paragraph or to its style."""
    numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if numbering is None:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = style.get(qn("w:val")) if style is not None else None
        return f"word-{name}" if name in numbered_styles else None
    number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
    if number is not None and number.get(qn("w:val")) == "0":
        return None
    return f"word-{level.get(qn('w:val')) if level is not None else 0}"


def _top(paragraphs: Sequence[Sequence[Line]], warnings: list[str]) -> tuple[str, Fields, list[Line]]:
    """Title and fields, and all other lines in order. Who proposes may also stand at the end, as a signature."""
    titles: list[str] = []
    given: dict[str, list[str]] = {}
    rest: list[Line] = []
    opened = False
    for lines in paragraphs:
        whole = "".join(line.text for line in lines).replace(" ", "")
        if not opened and _TITLE.match(whole):
            titles.append(whole)
            if rest:
                warnings.append(f"标题之前的文字未读入：{_clean(' '.join(line.text for line in rest))}")
                rest = []
            continue
        for line in lines:
            label = _FIELD.match(re.sub(r"^(\S)\s+(\S)\s*(?=[:：])", r"\1\2", line.text))
            name = _FIELDS[label[1]] if label else ""
            if label and name == "title" and not opened:
                # The labelled title is meant to be it, whatever line above looks like one.
                titles.insert(0, label[2].replace(" ", ""))
            elif label and name != "title":
                given.setdefault(name, []).append(label[2])
            else:
                opened = opened or _heading(line, 1) is not None
                rest.append(line)
    titles = list(dict.fromkeys(title for title in titles if title))
    if not titles and rest and _heading(rest[0], 1) is None:
        titles.append(rest.pop(0).text)
    warnings += [f"另有标题未读入：{title}" for title in titles[1:]]
    return titles[0] if titles else "", _fields(given, warnings), rest


def _fields(given: Mapping[str, Sequence[str]], warnings: list[str]) -> Fields:
    def names(name: str) -> list[str]:
        parts = re.split(r"[、,，;；]", "、".join(given.get(name, ())))
        return list(dict.fromkeys(bare for part in parts if (bare := part.replace(" ", ""))))

    proposer, *others = names("proposer") or [None]
    cosigners = (*(name for name in others if name), *names("cosigners"))
    body = "、".join(names("body")) or None
    # An endorser (附议) is not asked for sign-off; taking one for a co-signer would ask.
    if endorsers := names("endorsers"):
        warnings.append(f"附议人未读入：{'、'.join(endorsers)}")
    kind: ProposalKind = "collective" if body else "joint" if cosigners else "individual"
    return Fields(kind, proposer, tuple(dict.fromkeys(cosigners)), body)


def _heading(line: Line, expected: int) -> tuple[str, int | None, str] | None:
    """(kind, its number, what follows on the same line) when the line opens one of the three parts.

    A heading in other than plain words counts only as the next of 一、二、三: elsewhere it is a point of the text.
    """
    label, _, rest = line.text.partition(":" if ":" in line.text else "：")
    mark = _MARK.match(label)
    bare = label[mark.end() :].strip(" 。.") if mark else label.strip(" 。.")
    ordinal = _ORDINALS.find(mark[1]) + 1 if mark else None
    if not _PLAIN.match(bare) and (rest or len(bare) > 30 or ordinal != expected or re.search("[，。；]", bare)):
        return None
    # A Chinese phrase ends with what it is about: 现有措施存在的问题 are 问题.
    ends = {kind: max((m.end() for m in re.finditer(words, bare)), default=0) for kind, words in _KINDS.items()}
    kind = max(ends, key=lambda name: ends[name])
    return (kind, ordinal, rest.strip()) if ends[kind] else None


def _parts(lines: Sequence[Line]) -> tuple[list[Line], list[Part]]:
    """What stands before the first heading, and the parts in order; after the suggestions none is opened."""
    preamble: list[Line] = []
    parts: list[Part] = []
    expected = 1
    for line in lines:
        opened = None
        if not parts or parts[-1].kind != "suggestions":
            opened = _heading(line, expected)
        if opened:
            kind, ordinal, rest = opened
            expected = ordinal + 1 if ordinal else -1
            parts.append(Part(kind, [Line(rest, None)] if rest else []))
        elif parts:
            parts[-1].lines.append(line)
        else:
            preamble.append(line)
    return preamble, parts


def _name_analysis(parts: Sequence[Part]) -> None:
    """情况 then 问题, without a word of analysis, are situation and analysis; two analyses begin with the situation."""
    situations = [part for part in parts if part.kind == "situation"]
    analyses = [part for part in parts if part.kind == "analysis"]
    if not analyses and len(situations) > 1:
        situations[-1].kind = "analysis"
    elif not situations and len(analyses) > 1:
        analyses[0].kind = "situation"


def _suggestions(lines: Sequence[Line], warnings: list[str]) -> tuple[str, ...]:
    """One per number. The first number's style is the level of the suggestions; other styles are points under one."""
    lines = [part for line in lines for part in _circled(line)]
    style = next((found[0] for line in lines if (found := _number(line))), None)
    if style is None:
        if lines:
            warnings.append("建议没有编号，已按段落逐条编号，请核对")
        return tuple(line.text for line in lines)
    numbered: list[list[str]] = []
    lead: list[str] = []
    for line in lines:
        number = _number(line)
        if number and number[0] == style:
            numbered.append([number[1]])
        elif numbered:
            numbered[-1].append(line.text)
        else:
            lead.append(line.text)
    if lead:
        warnings.append(f"建议编号之前的文字未计入建议：{_clean(' '.join(lead))}")
    return tuple(text for parts in numbered if (text := "\n".join(part for part in parts if part)))


def _circled(line: Line) -> list[Line]:
    """①…②… written in one paragraph."""
    pieces = [piece.strip() for piece in re.split(r"(?=[①-⑳])", line.text) if piece.strip()]
    if len(pieces) < 2 or not re.match(r"[①-⑳]", pieces[0]):
        return [line]
    return [Line(piece, None) for piece in pieces]


def _number(line: Line) -> tuple[str, str] | None:
    """(style, text without the number)."""
    for style, pattern in _NUMBERS:
        match = pattern.match(line.text)
        if match:
            return style, line.text[match.end() :]
    return (line.numbered, line.text) if line.numbered else None


def _join(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)
