"""Several counties' boards as one table, and what their policies say differently of each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.evaluation.board.domain import BoardName, Column, Figure, Line, Table
from services.evaluation.board.words import BANDS

FORMS = {
    "face_to_face": "面谈",
    "site_visit": "实地",
    "meeting": "会议",
    "video": "视频",
    "phone": "电话",
    "written": "书面",
}
WHO = {"unit": "承办单位", "proposer": "提案者", "committee": "提案委"}
NOT_HERE = Figure(Decimal(0), Decimal(0), None, "该县的政策没有这一项")

RULES: Mapping[str, str] = {
    "watched_within_days": "视为近期联系的天数",
    "forms": "算作见面的协商形式",
    "asked_by": "提出方的称谓",
    "quality_bands": "提案质量分档",
    "scheme": "评估方案",
    "trim_from": "去掉最高分和最低分所需的评委数",
}
"""What a county decides for itself that a figure depends on; everything else is the same formula everywhere."""


@dataclass(frozen=True)
class Policies:
    """One county's: the values of its policies by rule, and for each subject the schemes that it scores by."""

    values: Mapping[str, Any]
    schemes: Mapping[str, str]
    """Subject → all that its schemes say, as text that is equal where they are."""
    titles: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class County:
    code: str
    name: str
    table: Table
    policies: Policies


@dataclass(frozen=True)
class Difference:
    """``says`` are in the order of the counties."""

    rule: str
    name: str
    says: tuple[str, ...]


def rules_of(board: BoardName, number: int, part: str) -> tuple[str, ...]:
    """What the figure depends on beside its formula."""
    if board == "six-problems":
        if part in ("watched", "watched_general"):
            return ("watched_within_days",)
        if part == "face_to_face":
            return ("forms",)
        if part.startswith("asked_by_"):
            return ("asked_by",)
        if part.startswith("quality_"):
            return ("quality_bands", "scheme:proposal_quality", "trim_from")
    if board == "five-gains" and number == 4:
        return ("scheme:proposal_quality", "scheme:handling_quality") if not part else ()
    return ()


def _value(county: County, rule: str) -> Any:
    name, _, subject = rule.partition(":")
    return county.policies.schemes.get(subject, "") if subject else county.policies.values[name]


def _says(county: County, rule: str) -> str:
    name, _, subject = rule.partition(":")
    if subject:
        titles = county.policies.titles.get(subject, ())
        return "、".join(f"《{title}》" for title in titles) or "没有评分"
    value = county.policies.values[name]
    match name:
        case "watched_within_days":
            return f"{value}天"
        case "trim_from":
            return f"{value}人"
        case "forms":
            return "、".join(said for form, said in FORMS.items() if form in value)
        case "asked_by":
            return "；".join(f"{WHO.get(who, who)}：{'、'.join(words)}" for who, words in value.items())
        case _:
            bands = sorted(value.items(), key=lambda band: -band[1])
            return "、".join(f"{BANDS.get(band, band)}≥{from_:.0%}" for band, from_ in bands)


def differences(counties: Sequence[County], line: Line) -> tuple[Difference, ...]:
    """None where every county's policy says the same of the figure."""
    found: list[Difference] = []
    for rule in rules_of(counties[0].table.board, line.number, line.part):
        first = _value(counties[0], rule)
        if any(_value(county, rule) != first for county in counties[1:]):
            name = rule.partition(":")[0]
            found.append(Difference(name, RULES[name], tuple(_says(county, rule) for county in counties)))
    return tuple(found)


def note(counties: Sequence[County], found: Sequence[Difference]) -> str | None:
    """In a sentence, for whoever reads the figures."""
    if not found:
        return None
    said = [
        f"{one.name}——{'；'.join(f'{county.name}：{says}' for county, says in zip(counties, one.says, strict=True))}"
        for one in found
    ]
    return f"各县口径不同：{'。'.join(said)}。"


def beside(counties: Sequence[County]) -> Table:
    """One table, a column for each county. A line that a county's policy does not have says so in its column."""
    order: dict[tuple[int, str], Line] = {}
    for county in counties:
        for line in county.table.lines:
            order.setdefault((line.number, line.part), line)
    own = [{(line.number, line.part): line.figures[0] for line in county.table.lines} for county in counties]
    lines = tuple(
        Line(line.number, line.headline, line.part, line.words, tuple(one.get(key, NOT_HERE) for one in own))
        for key, line in sorted(order.items(), key=lambda item: item[0][0])
    )
    first = counties[0].table
    columns = tuple(Column(county.code, county.name) for county in counties)
    return Table(first.board, first.title, "county", columns, lines, first.at, first.policy_version)
