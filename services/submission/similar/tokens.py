"""BERT's word pieces, from the model's own vocabulary: a library for it would bring a download client."""

import json
import unicodedata
from pathlib import Path

MAX_TOKENS = 512
_MAX_WORD = 100


class WordPieces:
    def __init__(self, file: Path) -> None:
        self._vocabulary: dict[str, int] = json.loads(file.read_text("utf-8"))["model"]["vocab"]
        self._unknown = self._vocabulary["[UNK]"]
        self._first, self._last = self._vocabulary["[CLS]"], self._vocabulary["[SEP]"]

    def encode(self, text: str) -> list[int]:
        """At most as many as the model reads; what is longer is cut at its end."""
        found = [piece for word in _words(text) for piece in self._pieces(word)]
        return [self._first, *found[: MAX_TOKENS - 2], self._last]

    def _pieces(self, word: str) -> list[int]:
        """The longest known beginning, again and again; a word with an unknown rest is unknown whole."""
        if len(word) > _MAX_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self._vocabulary.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                return [self._unknown]
        return found


def _words(text: str) -> list[str]:
    """Every Chinese character and every punctuation mark by itself; the vocabulary knows upper case."""
    spaced: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if category.startswith("C") and character not in "\t\n\r":
            continue
        alone = _is_chinese(character) or category.startswith("P") or (character.isascii() and category.startswith("S"))
        spaced.append(f" {character} " if alone else character)
    return "".join(spaced).split()


def _is_chinese(character: str) -> bool:
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2CEAF or 0xF900 <= code <= 0xFAFF
    )
