"""What a notice says: templates as data, in Chinese and English, which a county may change as a policy."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.clock import WALL
from chassis.policy import Policy
from services.notification.addressees import TABLE
from services.notification.metadata import TABLES
from services.notification.notice.domain import Kind

Language = Literal["zh", "en"]
ALWAYS = ("proposal", "case_number")
"""Facts of every notice about a proposal; the number, once it has one."""
LONGEST_FACT = 120
"""Characters of a fact in a sentence; the whole of it is behind the link."""

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FACT = re.compile(r"\{([a-z_]+)\}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:\d{2})")


class Words(BaseModel):
    model_config = ConfigDict(frozen=True)

    zh: str = Field(min_length=1, max_length=1000)
    en: str = Field(min_length=1, max_length=1000)


class Sentence(BaseModel):
    """``{fact}`` stands for a fact; what is in ``[…]`` is left out where one of its facts is not there."""

    model_config = ConfigDict(frozen=True)

    title: Words
    text: Words


def facts_of(kind: Kind) -> frozenset[str]:
    """The facts that every notice of this kind may have."""
    told = [
        (*one.facts, "count") if one.bundled else one.facts
        for lines in TABLE.values()
        for one in lines
        if one.kind == kind
    ]
    return frozenset(ALWAYS).union(set(told[0]).intersection(*told[1:]))


class Wording(BaseModel):
    """A county's may leave out what it says as shipped."""

    notices: dict[Kind, Sentence]
    terms: dict[str, dict[str, Words]]
    """Fact → value → how people call it."""

    @model_validator(mode="after")
    def _only_facts(self) -> "Wording":
        for kind, sentence in self.notices.items():
            for words in (sentence.title, sentence.text):
                for text in (words.zh, words.en):
                    unknown = set(_FACT.findall(text)) - facts_of(kind)
                    if unknown:
                        raise ValueError(f"{kind} has no fact {', '.join(sorted(unknown))}")
        return self


POLICY = Policy("wording", Wording, Path(__file__).with_name("wording.yaml"), TABLES)


def language(accept_language: str) -> Language:
    """Chinese unless English is preferred."""
    return "en" if accept_language.lower().startswith("en") else "zh"


def render(wording: Wording, kind: Kind, facts: Mapping[str, Any], wanted: Language) -> tuple[str, str]:
    """Title and text."""
    shipped = POLICY.default()
    sentence = wording.notices.get(kind) or shipped.notices[kind]

    def one(name: str) -> str | None:
        value = facts.get(name)
        if value is None:
            return None
        term = wording.terms.get(name, {}).get(str(value)) or shipped.terms.get(name, {}).get(str(value))
        return getattr(term, wanted) if term else _said(str(value), wanted)

    def fill(text: str) -> str:
        return _FACT.sub(lambda match: one(match[1]) or "…", text)

    def optional(match: re.Match[str]) -> str:
        return fill(match[1]) if all(one(name) for name in _FACT.findall(match[1])) else ""

    def whole(text: str) -> str:
        # What a fact says is never taken for a template: the optional parts are cut out before any is filled in.
        parts: list[str] = []
        end = 0
        for match in _OPTIONAL.finditer(text):
            parts += [fill(text[end : match.start()]), optional(match)]
            end = match.end()
        return "".join([*parts, fill(text[end:])])

    return whole(getattr(sentence.title, wanted)), whole(getattr(sentence.text, wanted))


def _said(value: str, wanted: Language) -> str:
    if _DAY.fullmatch(value):
        return _day(date.fromisoformat(value), wanted)
    if _MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value).astimezone(WALL)
        return f"{_day(moment.date(), wanted)} {moment:%H:%M}"
    flat = " ".join(value.split())
    return flat if len(flat) <= LONGEST_FACT else flat[: LONGEST_FACT - 1] + "…"


def _day(day: date, wanted: Language) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if wanted == "zh" else f"{day.day} {day:%B} {day.year}"
