"""What one version of a reply says otherwise than another."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from contracts.base import Record
from contracts.consultation import Answer, ReplyContent

BY_CHARACTER = 2000
"""Characters up to which texts are compared one by one."""
SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*|[。；！？\n]+")


class Piece(Record):
    """A stretch of text: in both, only in the earlier one, or only in the later one."""

    how: Literal["same", "gone", "new"]
    text: str


class AnswerDifference(Record):
    """``before`` and ``after`` as they stand; None where the version does not answer that suggestion."""

    suggestion: int
    before: Answer | None
    after: Answer | None
    why: tuple[Piece, ...]


class Difference(Record):
    """Only what differs: ``fields`` are those of the letter, name → (before, after)."""

    fields: dict[str, tuple[str, str]]
    answers: tuple[AnswerDifference, ...]
    text: tuple[Piece, ...]
    """Empty where it is the same."""


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """By character, as Chinese has no blanks; long texts by sentence, since comparing takes the square of their length.

    The same and gone ones together are ``before``, the same and new ones ``after``.
    """
    long = max(len(before), len(after)) > BY_CHARACTER
    parts = SENTENCE.findall if long else list
    old, new = parts(before), parts(after)
    found: list[Piece] = []
    # What a long text repeats a hundred times is no landmark: compared one by one it would take minutes.
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=long).get_opcodes():
        if kind == "equal":
            found.append(Piece(how="same", text="".join(old[a:b])))
            continue
        found += [Piece(how="gone", text="".join(old[a:b]))] if b > a else []
        found += [Piece(how="new", text="".join(new[c:d]))] if d > c else []
    return tuple(found)


def between(before: ReplyContent, after: ReplyContent) -> Difference:
    names = ("answer_class", "letter", "signatory", "contact")
    said = {name: (str(getattr(before, name)), str(getattr(after, name))) for name in names}
    return Difference(
        fields={name: both for name, both in said.items() if both[0] != both[1]},
        answers=tuple(_answers(before.answers, after.answers)),
        text=() if before.text == after.text else pieces(before.text, after.text),
    )


def _answers(before: Sequence[Answer], after: Sequence[Answer]) -> list[AnswerDifference]:
    old, new = ({answer.suggestion: answer for answer in of} for of in (before, after))
    return [
        AnswerDifference(
            suggestion=number,
            before=old.get(number),
            after=new.get(number),
            why=pieces(old[number].why if number in old else "", new[number].why if number in new else ""),
        )
        for number in sorted({*old, *new})
        if old.get(number) != new.get(number)
    ]
