"""The form of a text: what is counted, what is refused, and everything at once."""

import re
from dataclasses import dataclass

from contracts.base import DomainRefusal
from contracts.submission import ProposalText, Suggestion


@dataclass(frozen=True)
class Draft:
    """A text as it is handed in, before anybody has looked whether it has the form."""

    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class TextRules:
    """The part of the policy that judges a text; lengths are plain-text characters without blanks."""

    title_pattern: str
    title_max_characters: int
    part_max_characters: int
    suggestion_min_characters: int
    max_suggestions: int


def plain_length(text: str) -> int:
    """Characters without blanks: what browser and server both count."""
    return len(re.sub(r"\s", "", text))


def compose(draft: Draft, rules: TextRules) -> ProposalText:
    """The text with its suggestions numbered from 1; one that breaks the form is refused, naming everything at once."""
    wrong: list[str] = []
    if not draft.title or not re.match(rules.title_pattern, draft.title):
        wrong.append(f"the title must have the form {rules.title_pattern}")
    if plain_length(draft.title) > rules.title_max_characters:
        wrong.append(f"the title is longer than {rules.title_max_characters} characters")
    for name, part in (("situation", draft.situation), ("analysis", draft.analysis)):
        if not part:
            wrong.append(f"the {name} is missing")
        if plain_length(part) > rules.part_max_characters:
            wrong.append(f"the {name} is longer than {rules.part_max_characters} characters")
    if not 1 <= len(draft.suggestions) <= rules.max_suggestions:
        wrong.append(f"between 1 and {rules.max_suggestions} numbered suggestions are needed")
    wrong += [
        f"suggestion {number} is shorter than {rules.suggestion_min_characters} characters"
        for number, suggestion in enumerate(draft.suggestions, 1)
        if not suggestion or plain_length(suggestion) < rules.suggestion_min_characters
    ]
    wrong += [
        f"suggestion {number} is longer than {rules.part_max_characters} characters"
        for number, suggestion in enumerate(draft.suggestions, 1)
        if plain_length(suggestion) > rules.part_max_characters
    ]
    if wrong:
        raise DomainRefusal("text-form", "; ".join(wrong))
    return ProposalText(
        title=draft.title,
        situation=draft.situation,
        analysis=draft.analysis,
        suggestions=tuple(Suggestion(number=number, text=text) for number, text in enumerate(draft.suggestions, 1)),
    )
