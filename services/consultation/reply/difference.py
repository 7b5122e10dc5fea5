"""What one version of a reply says otherwise than another."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from contracts.base import Record
from contracts.consultation import Answer, ReplyContent

BY_CHARACTER = 200
"""Characters up to which what stands for something else is compared one by one: that takes the square of them."""
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
    """By sentence, and by character where a few sentences stand for others: Chinese has no blanks.

    The same and gone ones together are ``before``, the same and new ones ``after``.
    """
    found: list[Piece] = []
    for piece in _pieces(SENTENCE.findall(before), SENTENCE.findall(after)):
        if found and found[-1].how == piece.how:
            piece = Piece(how=piece.how, text=found.pop().text + piece.text)
        found.append(piece)
    return tuple(found)


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    characters = isinstance(old, str)
    # What a long text repeats a hundred times is no landmark: compared one by one it would take minutes.
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=not characters).get_opcodes():
        gone, added = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            yield Piece(how="same", text=gone)
        elif kind == "replace" and not characters and max(len(gone), len(added)) <= BY_CHARACTER:
            yield from _pieces(gone, added)
        else:
            yield from [Piece(how="gone", text=gone)] if gone else []
            yield from [Piece(how="new", text=added)] if added else []


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
