"""Which group a proposal should go to, and why: by words of the group's topics, by sector, else by load; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.submission import ProposalText
from services.submission.reviewgroup.domain import Group

IN_TITLE, IN_TEXT, OF_SECTOR = 3, 1, 2


@dataclass(frozen=True)
class Suggested:
    group_id: str
    by: Literal["topic", "sector", "load"]
    words: tuple[str, ...]
    """What speaks for it: topics that stand in the text, or the sector."""


def suggest(
    text: ProposalText,
    sector: str | None,
    groups: Sequence[Group],
    expertise: Mapping[str, Sequence[str]],
    load: Mapping[str, int],
) -> Suggested | None:
    """None where there is no group.

    ``expertise`` are the topics of each group's reviewers beside its own, ``load`` how many reviews it has open: of two
    that fit alike the one with less to do is named.
    """
    body = "\n".join([text.situation, text.analysis, *(one.text for one in text.suggestions)])

    def rank(group: Group) -> tuple[int, int, str, Suggested]:
        topics = dict.fromkeys((*group.topics, *expertise.get(group.id, ())))
        found = [topic for topic in topics if topic in text.title or topic in body]
        score = sum(IN_TITLE if topic in text.title else IN_TEXT for topic in found)
        same = sector is not None and sector in group.sectors
        by: Literal["topic", "sector", "load"] = "topic" if found else "sector" if same else "load"
        words = (*found, *((sector,) if same and sector else ()))
        return -score - OF_SECTOR * same, load.get(group.id, 0), group.id, Suggested(group.id, by, words)

    return min((rank(group) for group in groups), key=lambda ranked: ranked[:3])[3] if groups else None
