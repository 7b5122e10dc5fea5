"""The form of a text: what is counted, what is refused, and everything at once."""

import re
from dataclasses import dataclass
from typing import Literal

from contracts.base import DomainRefusal
from contracts.submission import ProposalText, Suggestion

Severity = Literal["must", "should", "note"]
"""``must``: filing refuses it. ``should`` and ``note`` are for the proposer to weigh."""
PartName = Literal["title", "situation", "analysis", "suggestions"]


@dataclass(frozen=True)
class Draft:
    """A text as it is handed in, before anybody has looked whether it has the form."""

    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]

    def passages(self) -> list[tuple[PartName, int | None, str]]:
        """Every text with its part, and of a suggestion its number."""
        return [
            ("title", None, self.title),
            ("situation", None, self.situation),
            ("analysis", None, self.analysis),
            *(("suggestions", number, text) for number, text in enumerate(self.suggestions, 1)),
        ]


@dataclass(frozen=True)
class TextRules:
    """The part of the policy that judges a text; lengths are plain-text characters without blanks."""

    title_pattern: str
    title_max_characters: int
    part_max_characters: int
    suggestion_min_characters: int
    max_suggestions: int


@dataclass(frozen=True)
class Finding:
    """One thing about a text, where it stands, and how to mend it; ``offset`` counts code points within the part."""

    code: str
    severity: Severity
    part: PartName
    zh: str
    en: str
    mend_zh: str
    mend_en: str
    suggestion: int | None = None
    offset: int | None = None
    length: int | None = None
    excerpt: str | None = None
    ground: str | None = None
    """Of the county's grounds for declining, the one that it points at."""


_ZH: dict[PartName, str] = {"title": "案由", "situation": "情况", "analysis": "分析", "suggestions": "建议"}


def name_zh(part: PartName, number: int | None) -> str:
    return _ZH[part] if number is None else f"第 {number} 条建议"


def name_en(part: PartName, number: int | None) -> str:
    return f"the {part}" if number is None else f"suggestion {number}"


def plain_length(text: str) -> int:
    """Characters without blanks: what browser and server both count."""
    return len(re.sub(r"\s", "", text))


def examine(draft: Draft, rules: TextRules) -> list[Finding]:
    """All that filing refuses, in the order of the text."""
    found: list[Finding] = []
    if not draft.title or not re.match(rules.title_pattern, draft.title):
        found.append(
            Finding(
                "title-form", "must", "title",
                f"案由不符合规定的形式 {rules.title_pattern}",
                f"the title must have the form {rules.title_pattern}",
                "写成“关于……的提案”，一句话说清要办的一件事。",
                "Write 关于…的提案: the one matter in one phrase.",
            )
        )  # fmt: skip
    for part, number, text in draft.passages():
        length = plain_length(text)
        limit = rules.title_max_characters if part == "title" else rules.part_max_characters
        place = name_zh(part, number), name_en(part, number)
        if part in ("situation", "analysis") and not text:
            found.append(
                Finding(
                    "part-missing", "must", part, f"缺少{place[0]}部分", f"{place[1]} is missing",
                    "提案由情况、分析、建议三部分组成，请补写这一部分。",
                    "A proposal has three parts, situation, analysis and suggestions: add this one.",
                )
            )  # fmt: skip
        if length > limit:
            found.append(
                Finding(
                    "too-long", "must", part,
                    f"{place[0]}共 {length} 字，超过 {limit} 字（不计空白）",
                    f"{place[1]} is longer than {limit} characters",
                    f"删减至少 {length - limit} 字；数据和材料可放入附件。",
                    f"Cut at least {length - limit} characters; data and material may go into an attachment.",
                    number,
                )
            )  # fmt: skip
        if part == "suggestions" and length < rules.suggestion_min_characters:
            found.append(
                Finding(
                    "suggestion-short", "must", part,
                    f"{place[0]}只有 {length} 字，少于 {rules.suggestion_min_characters} 字",
                    f"{place[1]} is shorter than {rules.suggestion_min_characters} characters",
                    "写明由谁、做什么、做到什么程度。", "Say who does what, and how far.", number,
                )
            )  # fmt: skip
    if not 1 <= len(draft.suggestions) <= rules.max_suggestions:
        found.append(
            Finding(
                "suggestion-count", "must", "suggestions",
                f"应有 1 至 {rules.max_suggestions} 条编号的建议，现有 {len(draft.suggestions)} 条",
                f"between 1 and {rules.max_suggestions} numbered suggestions are needed",
                "每条建议单独成条，便于承办单位逐条答复。", "One item each, so that the unit can answer each.",
            )
        )  # fmt: skip
    return found


def compose(draft: Draft, rules: TextRules) -> ProposalText:
    """The text with its suggestions numbered from 1; one that breaks the form is refused, naming everything at once."""
    wrong = examine(draft, rules)
    if wrong:
        raise DomainRefusal("text-form", "; ".join(finding.en for finding in wrong))
    return ProposalText(
        title=draft.title,
        situation=draft.situation,
        analysis=draft.analysis,
        suggestions=tuple(Suggestion(number=number, text=text) for number, text in enumerate(draft.suggestions, 1)),
    )
