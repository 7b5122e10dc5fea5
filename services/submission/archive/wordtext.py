"""An earlier proposal's Word file → what its archive record keeps of it; pure.

What members file themselves they look over first. Here hundreds come in at once that were typed for a cabinet: what
tells how to reach somebody is taken out before it is in any event, which are for ever.
"""

import hashlib
import re

from pydantic import ValidationError

from contracts.submission import ArchivedText
from services.submission.archive.domain import parts
from services.submission.proposal import word
from services.submission.proposal.precheck import personal_numbers

MAX_CHARACTERS = 100_000
"""Of one text, all parts together: an event has room for more bytes than these are in UTF-8."""
_PARTS = {"situation": "情况", "analysis": "分析", "suggestions": "建议", "whole": "正文"}
_CONTACT = re.compile(
    r"^(?:联系)?(?:人及)?(?:电话|手机|手机号码?|电话号码|方式|地址)[:：]|^(?:通[讯信]|家庭|单位|工作)(?:地址|住址|电话)[:：]"
    r"|^(?:邮编|邮政编码|电子邮[箱件]|邮箱|e-?mail|身份证号码?|微信号?|qq号?)[:：]",
    re.IGNORECASE,
)


def read(file: str, title: str, data: bytes, public: bool) -> tuple[ArchivedText, list[str]]:
    """The text, and what the clerk had better know of it; ValueError, in the clerk's words, where there is none.

    ``title`` is the list's: a file of another title may be another proposal's.
    """
    cleaner = _Cleaner()
    # It is no Word file, or this says what stands in it.
    try:
        whole, warnings = word.plain(data)
    except word.NotAProposal as error:
        raise ValueError(str(error)) from error
    facts: dict[str, object]
    try:
        parsed = word.parse(data)
    except word.NotAProposal:
        facts = {"whole": cleaner.clean(whole) or None}
        notes = [*warnings, "没有找到“情况”“分析”“建议”的小标题，全文作为一段保存"]
        if title and _bare(title) not in _bare(whole):
            notes.append(f"文件里没有案由“{title}”，请核对是不是这一案的文件")
    else:
        texts = [text for text in map(cleaner.clean, parsed.suggestions) if text]
        facts = {
            "situation": cleaner.clean(parsed.situation) or None,
            "analysis": cleaner.clean(parsed.analysis) or None,
            "suggestions": [{"number": n, "text": _fits("suggestions", t)} for n, t in enumerate(texts, 1)],
        }
        notes = list(parsed.warnings)
        if parsed.title and _bare(parsed.title) != _bare(title):
            notes.append(f"文件里的案由是“{parsed.title}”，与清单不同，请核对是不是这一案的文件")
    if not any(facts.values()):
        raise ValueError("文件里没有文字")
    for name, text in facts.items():
        if isinstance(text, str):
            _fits(name, text)
    try:
        kept = {"file": file[-200:], "sha256": hashlib.sha256(data).hexdigest(), "public": public}
        text = ArchivedText.model_validate(kept | facts)
    except ValidationError as error:
        raise ValueError("文字里有不能保存的字符") from error
    if (length := sum(len(part) for _, part in parts(text))) > MAX_CHARACTERS:
        raise ValueError(f"全文有 {length} 字，最多 {MAX_CHARACTERS} 字")
    return text, [cleaner.clean(note) for note in [*notes, *cleaner.notes()]]


def _fits(name: str, text: str) -> str:
    if len(text) > 20_000:
        raise ValueError(f"“{_PARTS[name]}”部分有 {len(text)} 字，最多 20000 字")
    return text


def _bare(title: str) -> str:
    return re.sub(r"\W|_", "", title)


class _Cleaner:
    """Masks numbers of persons, drops lines of contacts, and counts both."""

    def __init__(self) -> None:
        self._masked = self._dropped = 0

    def clean(self, text: str) -> str:
        lines = text.split("\n")
        kept = [line for line in lines if not _CONTACT.match(line.replace(" ", ""))]
        self._dropped += len(lines) - len(kept)
        return "\n".join(map(self._mask, kept)).strip()

    def _mask(self, line: str) -> str:
        for one in sorted(personal_numbers(line), key=lambda found: -found.offset):
            line = line[: one.offset] + one.masked + line[one.offset + one.length :]
            self._masked += 1
        return line

    def notes(self) -> list[str]:
        found = ((self._masked, "处个人号码已部分隐去"), (self._dropped, "行联系方式未读入"))
        return [f"{count} {what}" for count, what in found if count]
