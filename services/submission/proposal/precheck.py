"""预检: what a proposer is told before filing. The form is judged by what filing itself uses; the rest only advises."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.submission.proposal.form import Draft, Finding, PartName, TextRules, examine, name_en, name_zh


@dataclass(frozen=True)
class PrecheckRules:
    """The part of the policy that advises."""

    matter_verbs: Sequence[str]
    """What a title asks for; two of them joined are two matters."""
    matter_joiners: Sequence[str]
    shared_min: float
    """The least share of a suggestion's character pairs that its proposal has elsewhere."""
    vague_words: Sequence[str]
    vague_max_characters: int
    ground_words: Mapping[str, Sequence[str]]
    """Ground for declining → words that point at it."""
    grounds: Mapping[str, str]
    """The county's grounds for declining, in its words."""


def check(draft: Draft, rules: TextRules, advice: PrecheckRules) -> list[Finding]:
    """Everything there is to say: first what filing would refuse."""
    return [
        *examine(draft, rules),
        *_structure(draft),
        *_matters(draft, advice),
        *personal_data(draft),
        *_grounds(draft, advice),
    ]


_ITEM = re.compile(
    r"(?:^|(?<=[。；;：:\n]))\s*(?:[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]{1,2}[、是]|\d{1,2}[.、．](?!\d))"
)
_LEAD = re.compile(r"(?:为此|因此|对此)?[，,]?(?:特)?(?:提出)?(?:如下|以下)(?:几[点条])?建议|建议如下|为此[，,]?建议")


def _structure(draft: Draft) -> Iterator[Finding]:
    for number, text in enumerate(draft.suggestions, 1):
        items = list(_ITEM.finditer(text))
        if len(items) > 1:
            yield Finding(
                "suggestion-unsplit", "should", "suggestions",
                f"第 {number} 条建议里还编了 {len(items)} 个小项，承办单位无法逐条答复",
                f"suggestion {number} holds {len(items)} numbered items of its own; the unit cannot answer each",
                "把每个小项拆成单独的一条建议，编号由系统自动生成。",
                "Make each item a suggestion of its own; the numbers are given by the system.",
                number, items[1].start(), len(items[1].group()),
            )  # fmt: skip
    parts: tuple[tuple[PartName, str], ...] = (("situation", draft.situation), ("analysis", draft.analysis))
    for part, text in parts:
        lead = _LEAD.search(text)
        if lead:
            yield Finding(
                "suggestions-misplaced", "should", part,
                f"{name_zh(part, None)}部分里写了建议", f"{name_en(part, None)} contains suggestions",
                "把建议移到建议部分，逐条列出；写在别处的建议不会被答复。",
                "Move them to the suggestions, one item each: what stands elsewhere is not answered.",
                offset=lead.start(), length=len(lead.group()),
            )  # fmt: skip


def _matters(draft: Draft, advice: PrecheckRules) -> Iterator[Finding]:
    joined = _joined(draft.title, advice)
    if joined is not None:
        offset, length = joined
        yield Finding(
            "several-matters", "should", "title",
            "案由里似乎有两件以上的事", "the title seems to hold more than one matter",
            "提案一事一案：请分成几件分别提交。", "One matter each: file them apart.",
            offset=offset, length=length, excerpt=draft.title[offset : offset + length],
        )  # fmt: skip
    if len(draft.suggestions) < 2:
        return
    for number, text in enumerate(draft.suggestions, 1):
        rest = "\n".join(t for _, other, t in draft.passages() if other != number)
        if _shared(text, rest) < advice.shared_min:
            yield Finding(
                "suggestion-apart", "note", "suggestions",
                f"第 {number} 条建议与提案其余内容没有共同的词语，可能是另一件事",
                f"suggestion {number} has no words in common with the rest; it may be another matter",
                "如是另一件事，请另提一案；如是同一件事，请在情况或分析里交代。",
                "File it apart if it is another matter; if not, say in the situation or analysis why it belongs.",
                number,
            )  # fmt: skip


def _joined(title: str, advice: PrecheckRules) -> tuple[int, int] | None:
    """Where a joiner stands between two verbs of asking."""
    verbs = "|".join(sorted(map(re.escape, advice.matter_verbs), key=len, reverse=True))
    joiners = "|".join(sorted(map(re.escape, advice.matter_joiners), key=len, reverse=True))
    if not verbs or not joiners:
        return None
    found = re.search(f"(?:{verbs}).{{2,}}?(?:{joiners})(?:{verbs}).{{2,}}", title)
    return None if found is None else (found.start(), len(found.group().removesuffix("的提案")))


def _pairs(text: str) -> set[str]:
    return {run[n : n + 2] for run in re.findall(r"[\u4e00-\u9fff]+", text) for n in range(len(run) - 1)}


def _shared(text: str, rest: str) -> float:
    mine = _pairs(text)
    return len(mine & _pairs(rest)) / len(mine) if mine else 1.0


# --- personal data -------------------------------------------------------------------------------------------------

_ASCII = str.maketrans("０１２３４５６７８９Ｘｘ－—　", "0123456789Xx-- ")
"""One character for one: offsets must stay those of the text."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _plain(written: str) -> str:
    return re.sub(r"[ -]", "", written).upper()


def _is_id(written: str) -> bool:
    """GB 11643: a possible date of birth, and the check character."""
    digits = _plain(written)
    month, day = int(digits[10:12]), int(digits[12:14])
    if not ("18" <= digits[6:8] <= "20" and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17]


def _luhn(written: str) -> bool:
    doubled = (int(d) * (1 + n % 2) for n, d in enumerate(reversed(_plain(written))))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _number(pattern: str) -> re.Pattern[str]:
    """Standing alone: digits within a longer figure are none of these."""
    return re.compile(rf"(?<![0-9A-Za-z.]){pattern}(?![0-9A-Za-z])")


_KINDS: Sequence[tuple[str, re.Pattern[str], Callable[[str], bool], str, str]] = (
    ("id-number", _number(r"\d{6}[ -]?\d{8}[ -]?\d{3}[0-9Xx]"), _is_id, "身份证号码", "an identity card number"),
    ("bank-card", _number(r"[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?"), _luhn, "银行卡号", "a bank card number"),
    ("mobile", _number(r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"), bool, "手机号码", "a mobile phone number"),
    ("landline", _number(r"0(?:10|2\d|[3-9]\d{2})[ -]?[2-8]\d{6,7}"), bool, "固定电话号码", "a phone number"),
)


@dataclass(frozen=True)
class PersonalNumber:
    """A number that belongs to somebody, where it stands, and what kind it is."""

    code: str
    offset: int
    length: int
    masked: str
    zh: str
    en: str


def personal_numbers(text: str) -> list[PersonalNumber]:
    """Those in ``text``, by their own checks."""
    found: list[PersonalNumber] = []
    taken: set[int] = set()
    for kind, pattern, holds, zh, en in _KINDS:
        for match in pattern.finditer(text.translate(_ASCII)):
            span = range(match.start(), match.end())
            if not holds(match.group()) or not taken.isdisjoint(span):
                continue
            taken.update(span)
            found.append(PersonalNumber(kind, match.start(), len(span), masked(match.group()), zh, en))
    return found


def personal_data(draft: Draft) -> list[Finding]:
    """What is somebody's own: a proposal is read by many and may be published."""
    return [
        Finding(
            one.code, "should", part,
            f"{name_zh(part, number)}中有{one.zh}", f"{name_en(part, number)} contains {one.en}",
            "提案会分发并可能公开，请删去个人信息；联系方式由系统另行保存。",
            "A proposal is handed on and may be published: leave it out; contacts are kept elsewhere.",
            number, one.offset, one.length, one.masked,
        )
        for part, number, text in draft.passages()
        for one in personal_numbers(text)
    ]  # fmt: skip


def masked(written: str) -> str:
    """The first three and the last two characters: enough to find it, too little to use it."""
    plain = _plain(written)
    return f"{plain[:3]}{'*' * (len(plain) - 5)}{plain[-2:]}"


# --- grounds for declining -----------------------------------------------------------------------------------------


def _grounds(draft: Draft, advice: PrecheckRules) -> Iterator[Finding]:
    for ground, words in advice.ground_words.items():
        said = advice.grounds.get(ground)
        if said is None or not words:
            continue
        wanted = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
        for part, number, text in draft.passages():
            match = wanted.search(text)
            if match:
                yield Finding(
                    "ground", "should", part,
                    f"{name_zh(part, number)}中的“{match.group()}”可能涉及不予立案的情形：{said}",
                    f"{match.group()} in {name_en(part, number)} points at a ground for declining: {ground}",
                    "如确属该情形，请改用其他渠道反映；如不是，请换一种说法。",
                    "If it is so, another channel fits better; if not, put it in other words.",
                    number, match.start(), len(match.group()), match.group(), ground,
                )  # fmt: skip
    vague = [number for number, text in enumerate(draft.suggestions, 1) if _is_vague(text, advice)]
    if vague and "vague" in advice.grounds:
        whole = len(vague) == len(draft.suggestions)
        listed_zh, listed_en = "、".join(map(str, vague)), ", ".join(map(str, vague))
        yield Finding(
            "vague", "should" if whole else "note", "suggestions",
            f"第 {listed_zh} 条建议只有笼统的要求，没有具体做法",
            f"suggestion {listed_en} asks in general terms only",
            "写明责任单位、具体措施、数量或时间。", "Name the unit, the measure, a number or a date.",
            vague[0], ground="vague",
        )  # fmt: skip


def _is_vague(text: str, advice: PrecheckRules) -> bool:
    plain = re.sub(r"\s", "", text)
    return (
        len(plain) <= advice.vague_max_characters
        and not re.search(r"[\d０-９]", plain)
        and any(word in plain for word in advice.vague_words)
    )
