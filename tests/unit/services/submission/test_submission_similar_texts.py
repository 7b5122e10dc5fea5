"""What of a text is compared; the vectors; and the gate: the method finds what the labelled set says it finds."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.bench.similar.labelled import groups
from ops.bench.similar.quality import by, measure, quality, ranks
from services.submission.similar.domain import (
    Content,
    Passage,
    most_alike,
    pairs,
    sentences,
    shared_wording,
    subject_of,
)
from services.submission.similar.embed import Characters, Meaning, code_of, packed, unpacked
from services.submission.similar.policy import POLICY
from services.submission.similar.tokens import MAX_TOKENS, WordPieces

GATE = 0.85


@pytest.fixture(scope="module")
def meaning(embedding_model: Path) -> Meaning:
    return Meaning(embedding_model)


def test_the_kept_paraphrases_are_among_the_five_best(meaning: Meaning) -> None:
    """Counted, not sampled: the set, the model and the method are all fixed."""
    figures = measure(groups(), by(cache(meaning.embed)))["kept"]
    assert figures["paraphrase"].recall_at_5 >= GATE
    assert figures["edited"].recall_at_5 >= GATE
    # What the fallback finds is less: a gate that everything passes would measure nothing.
    without = measure(groups(), by(Characters().embed))["kept"]
    assert without["paraphrase"].recall_at_5 < figures["paraphrase"].recall_at_5


def test_the_set_is_what_it_says() -> None:
    labelled = groups()
    assert len(labelled) >= 300
    assert len({group.field for group in labelled}) >= 12
    texts = [t.text for group in labelled for t in (group.original, group.paraphrase, group.negative)]
    assert len(set(texts)) == len(texts)
    kept = sum(group.split == "kept" for group in labelled)
    assert 0.4 < kept / len(labelled) < 0.6
    for group in labelled:
        copied = shared_wording(pairs(group.original.text), pairs(group.paraphrase.text))
        assert copied < POLICY.default().near_copy_from, group.original.title
        assert shared_wording(pairs(group.original.text), pairs(group.edited.text)) > copied


def test_a_method_that_cannot_tell_gains_nothing() -> None:
    assert quality(ranks(np.ones((3, 10), dtype=np.float32), [0, 1, 2])).recall_at_5 == 0


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("关于", [101, 1068, 754, 102]),
        ("", [101, 102]),
        ("关\u200b于\t", [101, 1068, 754, 102]),
    ],
)
def test_word_pieces(embedding_model: Path, text: str, ids: list[int]) -> None:
    assert WordPieces(embedding_model / "tokenizer.json").encode(text) == ids


def test_word_pieces_of_latin_and_of_long_text(embedding_model: Path) -> None:
    pieces = WordPieces(embedding_model / "tokenizer.json")
    assert pieces.encode("PM10超标") != pieces.encode("超标")
    assert pieces.encode("x" * 101) == pieces.encode("y" * 101)
    assert len(pieces.encode("长" * 2000)) == MAX_TOKENS


def test_a_vector_does_not_depend_on_what_was_embedded_before(meaning: Meaning) -> None:
    first = meaning.embed("增设老年助餐点")
    meaning.embed("缓解县城停车难" * 40)
    assert np.array_equal(first, meaning.embed("增设老年助餐点"))
    assert float(np.linalg.norm(first)) == pytest.approx(1)


@given(st.text(max_size=200))
def test_characters_take_any_text(text: str) -> None:
    vector = Characters().embed(text)
    assert vector.shape == (512,)
    assert np.isfinite(vector).all()
    assert len(code_of(vector)) == 512
    assert np.allclose(unpacked(packed(vector)), vector, atol=1e-2)


def test_a_long_text_is_read_to_its_end_in_windows() -> None:
    content = Content("关于示例的提案", (("situation", "甲" * 1000), ("analysis", "乙" * 100)))
    windows = content.windows(4)
    assert len(windows) == 3
    assert all(window.startswith("示例。") for window in windows)
    assert windows[-1].endswith("乙")
    assert len(content.windows(1)) == 1
    assert Content("关于示例的提案", ()).windows(4) == ["示例"]


def test_titles_are_compared_without_what_all_share() -> None:
    assert subject_of("关于增设老年助餐点的提案") == "增设老年助餐点"
    assert subject_of("增设助餐点") == "增设助餐点"


def test_sentences_and_shared_wording() -> None:
    assert sentences("全县老人占三成；助餐点只有四处。\n好。") == ["全县老人占三成；", "助餐点只有四处。"]
    copy = pairs("助餐点只有四处，另外还有很多别的话")
    assert shared_wording(pairs("助餐点只有四处"), copy) == 1
    assert shared_wording(pairs(""), copy) == 0


def test_the_passages_that_share_words_are_weighed_first() -> None:
    passages = [Passage("situation", text) for text in ("停车位不足两万个。", "助餐点只有四处。", "河水发臭。")]
    assert most_alike(["县城助餐点太少。"], passages, 1) == [passages[1]]
