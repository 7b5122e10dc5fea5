"""What somebody typed → what is looked for; pure.

Words apart are all wanted; a run of Chinese is wanted as it stands; quotes keep together what would be parted; a
hyphen before a word refuses it.
"""

import re
from dataclasses import dataclass

from contracts.base import DomainRefusal
from services.submission.search.tokens import Phrase, phrase

MOST_CHARACTERS, MOST_PHRASES = 100, 10
_PARTS = re.compile(
    r"(?P<no>(?<!\S)[-－])?(?:[\"“”＂「『](?P<quoted>[^\"“”＂」』]*)[\"“”＂」』]?|(?P<plain>[^\s\"“”＂「『]+))"
)


@dataclass(frozen=True)
class Query:
    wanted: tuple[Phrase, ...]
    refused: tuple[Phrase, ...]


def parse(text: str) -> Query:
    """Refuses what is too long and what has nothing in it to look for; an empty text wants nothing."""
    if len(text) > MOST_CHARACTERS:
        raise DomainRefusal(
            "query-too-long", f"A query has at most {MOST_CHARACTERS} characters; this has {len(text)}."
        )
    wanted: list[Phrase] = []
    refused: list[Phrase] = []
    for part in _PARTS.finditer(text):
        of = refused if part["no"] else wanted
        if part["quoted"] is not None or part["no"]:
            found = [phrase(part["quoted"] or part["plain"] or "")]
        else:
            # 停车，充电 are two words, as if a blank stood between them.
            found = [phrase(piece) for piece in _parted(part["plain"])]
        of += [one for one in found if one is not None]
    wanted, refused = list(dict.fromkeys(wanted)), list(dict.fromkeys(refused))
    if text.strip() and not wanted and not refused:
        raise DomainRefusal("query-says-nothing", "The query has neither a letter nor a digit nor a Chinese character.")
    if len(wanted) + len(refused) > MOST_PHRASES:
        raise DomainRefusal("query-too-long", f"A query has at most {MOST_PHRASES} words and phrases.")
    return Query(tuple(wanted), tuple(refused))


def _parted(text: str) -> list[str]:
    whole = phrase(text)
    return whole.written.split("\n") if whole else []
