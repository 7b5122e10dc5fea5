"""What of a text is compared, and which passages two texts share; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WINDOW_CHARACTERS = 450
"""The model reads 512 pieces, about as many characters; the title stands before each window."""


@dataclass(frozen=True)
class Passage:
    """A sentence of a text and where it stands."""

    field: str
    text: str


@dataclass(frozen=True)
class Content:
    """A text to be compared: its title, and its fields in order."""

    title: str
    fields: tuple[tuple[str, str], ...]

    def windows(self, most: int) -> list[str]:
        """What is made into vectors. A long text is read in pieces: its end would not be looked at otherwise."""
        subject = subject_of(self.title)
        body = "\n".join(text for _, text in self.fields if text)
        size = max(WINDOW_CHARACTERS - len(subject), 100)
        pieces = [body[start : start + size] for start in range(0, len(body), size)][:most] or [""]
        return ["。".join(filter(None, (subject, piece))) for piece in pieces]

    def passages(self) -> list[Passage]:
        return [
            Passage("title", self.title),
            *(Passage(field, sentence) for field, text in self.fields for sentence in sentences(text)),
        ]


def subject_of(title: str) -> str:
    """Without the 关于…的提案 that all titles share."""
    return title.strip().removeprefix("关于").removesuffix("的提案")


def sentences(text: str) -> list[str]:
    """Split at full stops, semicolons and line ends; a fragment of a few characters says nothing by itself."""
    parts = re.split(r"(?<=[。！？；;!?])|\n+", text)
    return [part.strip() for part in parts if part and len(part.strip()) >= 6]


def pairs(text: str) -> frozenset[str]:
    """Its pairs of neighbouring characters."""
    runs = re.findall(r"[\u4e00-\u9fff0-9A-Za-z]+", text)
    return frozenset(run[n : n + 2] for run in runs for n in range(len(run) - 1))


def shared_wording(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter is in the longer, word for word: 1 for a copy, however much was added to it."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def most_alike(draft: Iterable[str], candidates: Sequence[Passage], most: int) -> list[Passage]:
    """Those that share most words with any sentence of the draft: a first choice, before meaning is weighed."""
    mine = [pairs(sentence) for sentence in draft]

    def likeness(passage: Passage) -> float:
        theirs = pairs(passage.text)
        return max((shared_wording(one, theirs) for one in mine), default=0.0)

    return sorted(candidates, key=likeness, reverse=True)[:most]
