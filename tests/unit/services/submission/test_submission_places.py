"""Comments at paragraphs: each stands at a place that is there, and it is told whether that place was changed."""

from typing import Any

import pytest

from contracts.base import DomainRefusal
from contracts.submission import PlacedComment, ProposalAmended, ProposalReturned, ProposalText, Suggestion
from services.submission.proposal import places


def text(**changes: Any) -> ProposalText:
    given: dict[str, Any] = {
        "title": "关于增设老年助餐点的提案",
        "situation": "一、现状。\n\n二、助餐点只有四处。",
        "analysis": "场地不足。",
        "suggestions": ("增设两处。", "提高补贴。"),
    } | changes
    given["suggestions"] = tuple(Suggestion(number=n, text=t) for n, t in enumerate(given["suggestions"], 1))
    return ProposalText(**given)


def at(part: Any, number: int = 1, quote: str | None = None) -> PlacedComment:
    return PlacedComment(part=part, number=number, quote=quote, comment="请补充数据")


@pytest.mark.parametrize(
    "place",
    [at("title"), at("situation", 2, "四处"), at("analysis", 1, "场地不足。"), at("suggestions", 2, "补贴")],
    ids=lambda place: place.part,
)
def test_a_place_that_is_there(place: PlacedComment) -> None:
    places.check(text(), [place])


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        (at("title", 2), "comment-place"),
        (at("situation", 3), "comment-place"),
        (at("suggestions", 3), "comment-place"),
        (at("suggestions", 0), "comment-place"),
        (at("situation", 1, "四处"), "comment-quote"),
    ],
)
def test_a_place_that_is_not_there_is_named(place: PlacedComment, rule: str) -> None:
    with pytest.raises(DomainRefusal, match="Comment 2") as refusal:
        places.check(text(), [at("title"), place])
    assert refusal.value.rule == rule


def returned(*placed: PlacedComment) -> ProposalReturned:
    return ProposalReturned(proposal_id="p1", comments="请修改", places=placed)


def amended(before: ProposalText, after: ProposalText, *, refiled: bool = True) -> ProposalAmended:
    return ProposalAmended(proposal_id="p1", text=after, before=before, refiled=refiled)


def test_each_return_says_what_was_changed_at_its_places() -> None:
    placed = (at("title"), at("situation", 1), at("situation", 2), at("suggestions", 1), at("suggestions", 2))
    # The paragraphs changed places, the second suggestion is another, the first moved behind it.
    after = text(situation="二、助餐点只有四处。\n一、现状有变。", suggestions=("补贴提到三元。", "增设两处。"))
    (waiting,) = places.returns([returned(*placed)], text())
    assert (waiting.refiled, [one.changed for one in waiting.places]) == (False, [None] * 5)
    assert [one.stood for one in waiting.places][1:3] == ["一、现状。", "二、助餐点只有四处。"]
    (first, second) = places.returns([returned(*placed), amended(text(), after), returned(at("title"))], text())
    assert [one.changed for one in first.places] == [False, True, False, False, True]
    assert (first.refiled, first.text_version, second.text_version, second.refiled) == (True, 1, 2, False)


def test_a_clerks_edit_is_no_answer_to_a_return() -> None:
    edited = text(analysis="场地仍然不足。")
    (found,) = places.returns([amended(text(), edited, refiled=False), returned(at("analysis", 1, "仍然"))], text())
    assert (found.text_version, found.places[0].stood, found.refiled) == (2, "场地仍然不足。", False)


def test_an_earlier_return_had_no_places() -> None:
    assert ProposalReturned.model_validate({"proposal_id": "p1", "comments": "请修改"}).places == ()
