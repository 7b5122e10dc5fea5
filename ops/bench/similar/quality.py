"""Every candidate on the labelled set, exactly: how often the right text is among the five best."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ops.bench.similar.labelled import Group, Written
from services.submission.similar.domain import Content
from services.submission.similar.embed import Characters, Embedder

Scores = npt.NDArray[np.float32]
Candidate = Callable[[Sequence[Written], Sequence[Written]], Scores]
"""(queries, corpus) → a score for each pair."""


@dataclass(frozen=True)
class Quality:
    precision_at_1: float
    precision_at_5: float
    recall_at_5: float
    mrr: float
    queries: int


def grams(text: str, *sizes: int) -> list[str]:
    runs = re.findall(r"[\u4e00-\u9fff0-9A-Za-z]+", text)
    return [run[n : n + size] for size in sizes for run in runs for n in range(len(run) - size + 1)]


def trigrams(queries: Sequence[Written], corpus: Sequence[Written]) -> Scores:
    """What pg_trgm's similarity is: shared trigrams ÷ all."""
    theirs = [set(grams(one.text, 3)) for one in corpus]
    mine = [set(grams(one.text, 3)) for one in queries]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in theirs] for a in mine], dtype=np.float32)


def tf_idf(*sizes: int) -> Candidate:
    def scores(queries: Sequence[Written], corpus: Sequence[Written]) -> Scores:
        counted = [Counter(grams(one.text, *sizes)) for one in corpus]
        documents = Counter(gram for one in counted for gram in one)
        place = {gram: n for n, gram in enumerate(documents)}

        def matrix(counts: Sequence[Counter[str]]) -> Scores:
            made = np.zeros((len(counts), len(place)), dtype=np.float32)
            for row, one in enumerate(counts):
                for gram, count in one.items():
                    if gram in place:
                        rare = math.log((len(counted) + 1) / (documents[gram] + 0.5))
                        made[row, place[gram]] = (1 + math.log(count)) * rare
            return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)

        return matrix([Counter(grams(one.text, *sizes)) for one in queries]) @ matrix(counted).T

    return scores


def bm25(queries: Sequence[Written], corpus: Sequence[Written]) -> Scores:
    """Over character pairs, as a full-text index would rank them."""
    counted = [Counter(grams(one.text, 2)) for one in corpus]
    documents = Counter(gram for one in counted for gram in one)
    average = sum(one.total() for one in counted) / len(counted)
    made = np.zeros((len(queries), len(corpus)), dtype=np.float32)
    for row, query in enumerate(queries):
        wanted = set(grams(query.text, 2)) & documents.keys()
        rare = {g: math.log(1 + (len(counted) - documents[g] + 0.5) / (documents[g] + 0.5)) for g in wanted}
        for column, one in enumerate(counted):
            long = 1.2 * (0.25 + 0.75 * one.total() / average)
            made[row, column] = sum(rare[g] * one[g] * 2.2 / (one[g] + long) for g in wanted & one.keys())
    return made


def by(embed: Callable[[str], Scores]) -> Candidate:
    def matrix(texts: Sequence[Written]) -> Scores:
        return np.array([embed(Content(one.title, (("body", one.body),)).windows(1)[0]) for one in texts])

    return lambda queries, corpus: matrix(queries) @ matrix(corpus).T


def candidates(embedder: Embedder) -> dict[str, Candidate]:
    remembered = cache(embedder.embed)
    # The codes alone are the first of the two steps: without the exact comparison after them.
    lexical, dense = tf_idf(1, 2), by(remembered)
    return {
        "trigrams": trigrams,
        "bm25 on pairs": bm25,
        "tf-idf, 2": tf_idf(2),
        "tf-idf, 1 and 2": lexical,
        "characters, hashed": by(Characters().embed),
        "meaning, codes only": by(lambda text: np.sign(remembered(text))),
        "meaning": dense,
        "meaning + 0.3 tf-idf": lambda q, c: (dense(q, c) + 0.3 * lexical(q, c)).astype(np.float32),
    }


def ranks(scores: Scores, wanted: Sequence[int]) -> list[int]:
    """From 0; of equals the right one counts as the last, so that a method that cannot tell gains nothing."""
    return [int((row >= row[at]).sum()) - 1 for row, at in zip(scores, wanted, strict=True)]


def quality(found: Sequence[int]) -> Quality:
    n = len(found)
    hits = sum(rank < 5 for rank in found)
    return Quality(
        precision_at_1=sum(rank == 0 for rank in found) / n,
        precision_at_5=hits / n / 5,
        recall_at_5=hits / n,
        mrr=sum(1 / (rank + 1) for rank in found) / n,
        queries=n,
    )


def measure(labelled: Sequence[Group], candidate: Candidate) -> dict[str, dict[str, Quality]]:
    """Split → kind of query → figures. The corpus is every original and every hard negative, of both splits."""
    corpus = [text for group in labelled for text in (group.original, group.negative)]
    figures: dict[str, dict[str, Quality]] = {}
    asked: dict[str, list[Written]] = {
        "paraphrase": [group.paraphrase for group in labelled],
        "edited": [group.edited for group in labelled],
    }
    for kind, queries in asked.items():
        found = ranks(candidate(queries, corpus), [2 * n for n in range(len(labelled))])
        for split in ("dev", "kept"):
            own = [rank for rank, group in zip(found, labelled, strict=True) if group.split == split]
            figures.setdefault(split, {})[kind] = quality(own)
    return figures


def table(labelled: Sequence[Group], embedder: Embedder) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, candidate in candidates(embedder).items():
        for split, kinds in measure(labelled, candidate).items():
            for kind, q in kinds.items():
                figures = {figure: round(value, 3) for figure, value in vars(q).items()}
                rows.append({"method": name, "split": split, "query": kind, **figures})
    return rows
