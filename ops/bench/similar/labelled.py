"""The labelled set: written for this measurement, about no real place. One file a field of county life.

A group is three lines: ``=`` a proposal, ``~`` the same matter as another member would write it, ``-`` a hard negative:
the same topic, another matter. Which groups are kept for the final figure is decided by a hash, not by a person.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DATA = Path(__file__).with_name("data")
Split = Literal["dev", "kept"]


@dataclass(frozen=True)
class Written:
    title: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.title}{self.body}"


@dataclass(frozen=True)
class Group:
    field: str
    original: Written
    paraphrase: Written
    negative: Written

    @property
    def split(self) -> Split:
        return "kept" if hashlib.sha256(self.original.title.encode()).digest()[0] % 2 == 0 else "dev"

    @property
    def edited(self) -> Written:
        """A copy with changes: other figures, the last sentence gone, the rest in another order."""
        figures = str.maketrans("一二三四五六七八九", "二三四五六七八九两")
        parts = re.findall(r"[^。；]+[。；]?", self.original.body.translate(figures))
        kept = parts[:-1] if len(parts) > 2 else parts
        return Written(f"{self.original.title.removesuffix('的提案')}问题的提案", "".join(reversed(kept)))


def groups() -> list[Group]:
    found: list[Group] = []
    for file in sorted(DATA.glob("*.txt")):
        for block in file.read_text("utf-8").strip().split("\n\n"):
            lines = block.split("\n")
            if [line[:2] for line in lines] != ["= ", "~ ", "- "]:
                raise ValueError(f"{file.name}: not a group: {block}")
            found.append(Group(file.stem, *(Written(*line[2:].split("｜")) for line in lines)))
    return found
