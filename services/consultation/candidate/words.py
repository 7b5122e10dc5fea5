"""Reasons as sentences, in Chinese and English."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel

from services.consultation.candidate.domain import Reason

Language = Literal["zh", "en"]
BETWEEN: dict[Language, str] = {"zh": "、", "en": ", "}


class Words(BaseModel):
    zh: str
    en: str


@cache
def _table() -> dict[str, Words]:
    table = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text("utf-8"))
    return {name: Words.model_validate(words) for name, words in table.items()}


def said(reason: Reason, called: Callable[[str], str]) -> Words:
    """``called``: a unit's id → its name."""
    known = {
        "place": reason.place,
        "topic": reason.topic_group,
        "committee": reason.committee,
        "unit": called(reason.unit_id) if reason.unit_id else None,
        "answered": reason.answered,
        "accepted": reason.accepted,
        "returned": reason.returned,
    }
    words, ended = _table()[reason.kind], _table()["instead_of"]
    zh, en = words.zh.format_map(known), words.en.format_map(known)
    if reason.instead_of:
        names = [called(id) for id in reason.instead_of]
        zh += ended.zh.format(ended=BETWEEN["zh"].join(names))
        en += ended.en.format(ended=BETWEEN["en"].join(names))
    return Words(zh=zh, en=en)
