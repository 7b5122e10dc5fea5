"""Texts and queries in one normal form, and the numbers that the index finds them by; pure.

A *unit* is a Chinese character, or a whole word or number of other letters. The index holds every unit and every pair
of neighbours: whatever run of characters one looks for, its pairs are all there, whichever words it is made of.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import pairwise

from services.submission.search.variants import SIMPLIFIED

BREAK, BLANK = "\n", "\t"
_WORD = r"0-9a-z\u00df-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u052f"
_UNITS = re.compile(rf"[{_WORD}]+|{BREAK}|[^ {BREAK}]")
_WORDS = re.compile(rf"[{_WORD}]+")
_HASHED_FROM, _HASHED_TO = 0x0004_0000, 0x2E7F_FFFF
"""Numbers that no character (below) and no pair of the basic plane's Chinese characters (above) has."""


class _Normal(dict[int, str]):
    """What each character is written as: compatible forms are one, case and traditional script make no difference."""

    def __missing__(self, code: int) -> str:
        written = "".join(map(_written, unicodedata.normalize("NFKC", chr(code)).casefold()))
        self[code] = written
        return written


class _InPlace(dict[int, str]):
    """As :class:`_Normal`, but one character for one, so that places stay; what would be several is a break."""

    def __missing__(self, code: int) -> str:
        written = _NORMAL[code]
        self[code] = found = written if len(written) == 1 else BREAK if written else BLANK
        return found


def _written(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LN":
        return SIMPLIFIED.get(character, character)
    if category[0] == "Z" or character == BLANK:
        return BLANK
    # Marks and invisible characters say nothing; everything else parts what stands on its two sides.
    return "" if category[0] == "M" or category in ("Cf", "Cn", "Co", "Cs") else BREAK


_NORMAL, _IN_PLACE = _Normal(), _InPlace()


def normal(text: str) -> str:
    """Chinese characters side by side, each other word between blanks of its own, one line end for what parts them."""
    worded = _WORDS.sub(r" \g<0> ", text.translate(_NORMAL)).replace(BLANK, "")
    return re.sub(f"{BREAK}+", BREAK, worded).strip(BREAK)


def in_place(text: str) -> str:
    """Of the same length as ``text``: what :attr:`Phrase.pattern` is looked for in."""
    return text.translate(_IN_PLACE)


def units(written: str) -> list[list[str]]:
    """Of a text in its normal form: its runs of units that nothing parts."""
    runs: list[list[str]] = [[]]
    for unit in _UNITS.findall(written):
        if unit == BREAK:
            runs.append([])
        else:
            runs[-1].append(unit)
    return [run for run in runs if run]


def tokens(written: str) -> set[int]:
    """All that a text in its normal form is found by."""
    found: set[int] = set()
    for run in units(written):
        found.update(map(_unit, run))
        found.update(_pair(one, other) for one, other in pairwise(run))
    return found


@lru_cache(maxsize=200_000)
def hashed(name: str) -> int:
    """For what has no number of its own; two names may share one, so that whatever is found is compared again."""
    span = _HASHED_TO - _HASHED_FROM + 1
    return _HASHED_FROM + int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) % span


def _unit(unit: str) -> int:
    return ord(unit) if len(unit) == 1 else hashed(unit)


def _pair(one: str, other: str) -> int:
    if not _exact(one, other):
        return hashed(f"{one}\n{other}")
    number = ord(one) << 16 | ord(other)
    # As PostgreSQL's integer has a sign.
    return number - (1 << 32) if number >= 1 << 31 else number


def _exact(one: str, other: str) -> bool:
    return len(one) == len(other) == 1 and one >= "\u2e80" and max(one, other) <= "\uffff"


@dataclass(frozen=True)
class Phrase:
    """One run to be found as it is written, in its normal form."""

    written: str
    runs: tuple[tuple[str, ...], ...]

    @cached_property
    def tokens(self) -> set[int]:
        """Of a run of two or more its pairs only: each unit of it stands in one."""
        found: set[int] = set()
        for run in self.runs:
            if len(run) == 1:
                found.add(_unit(run[0]))
            found.update(_pair(one, other) for one, other in pairwise(run))
        return found

    @property
    def is_exact(self) -> bool:
        """Whether its number is its own, so that every text found by it has it."""
        run = self.runs[0]
        return len(self.runs) == 1 and (len(run) == 1 == len(run[0]) or (len(run) == 2 and _exact(*run)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it in a text ``in_place``, over whatever blanks stand in it there."""

        def of(run: Iterable[str]) -> str:
            return f"{BLANK}*".join(
                rf"(?<![{_WORD}]){re.escape(unit)}(?![{_WORD}])" if _WORDS.fullmatch(unit) else re.escape(unit)
                for unit in run
            )

        return re.compile(f"[{BREAK}{BLANK}]+".join(map(of, self.runs)))


def phrase(text: str) -> Phrase | None:
    """None where nothing is left that could be looked for."""
    written = normal(text)
    runs = units(written)
    return Phrase(written, tuple(map(tuple, runs))) if runs else None
