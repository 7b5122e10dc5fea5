"""Finds what is most like a text: by code, then by vector, then its passages; and makes the vectors that this needs."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from chassis.clock import Clock
from chassis.database import Database
from chassis.eventlog import SYSTEM, Tx, new_id
from services.submission.archive.domain import Archived, parts, text_for
from services.submission.proposal.commands import STAFF, is_own
from services.submission.proposal.domain import Proposal
from services.submission.proposal.form import Draft
from services.submission.similar import store
from services.submission.similar.domain import (
    Content,
    Passage,
    most_alike,
    pairs,
    sentences,
    shared_wording,
    subject_of,
)
from services.submission.similar.embed import DIMENSIONS, Embedder, Vector, code_of, packed, sentence_vector, unpacked
from services.submission.similar.policy import POLICY, SimilarPolicy
from services.submission.similar.store import Waiting

VECTOR_BYTES = DIMENSIONS * 2


@dataclass(frozen=True)
class Found:
    """An earlier text that the caller may see, with how like it is."""

    id: str
    kind: Literal["proposal", "archive"]
    county: str
    title: str
    session: str
    year: int | None
    case_number: int | None
    state: str
    assisted: bool
    score: float
    wording: float
    content: Content


@dataclass(frozen=True)
class Weighed:
    passage: Passage
    score: float


def content_of_draft(draft: Draft) -> Content:
    numbered = [(f"suggestions/{number}", text) for number, text in enumerate(draft.suggestions, 1)]
    return Content(draft.title, (("situation", draft.situation), ("analysis", draft.analysis), *numbered))


def content_of_proposal(state: Proposal) -> Content:
    numbered = [(f"suggestions/{s.number}", s.text) for s in state.text.suggestions]
    fields = (("situation", state.text.situation), ("analysis", state.text.analysis), *numbered)
    return Content(state.text.title, fields)


def content_of_archived(state: Archived, *, staff: bool) -> Content:
    """As far as a reader may see it; all of it for the county's staff."""
    text = text_for(state, staff=staff)
    return Content(state.title, (*(parts(text) if text else ()), ("unfinished", state.unfinished or "")))


def vectors_of(content: Content, embedder: Embedder, windows: int) -> list[Vector]:
    return [embedder.embed(window) for window in content.windows(windows)]


@dataclass(frozen=True)
class Asked:
    """A text that others are compared with."""

    vectors: tuple[Vector, ...]
    subject: Vector
    """Of the title alone: an archived proposal has often nothing else, and a whole text is like no title."""
    words: frozenset[str]
    exclude: str | None
    """The proposal that the text is of, if it is filed already."""


def asked_of(content: Content, embedder: Embedder, policy: SimilarPolicy, exclude: str | None) -> Asked:
    vectors = tuple(vectors_of(content, embedder, policy.windows))
    subject = embedder.embed(subject_of(content.title))
    return Asked(vectors, subject, pairs("\n".join([content.title, *(text for _, text in content.fields)])), exclude)


async def find(tx: Tx, asked: Asked, method: str, policy: SimilarPolicy, *, guest: bool = False) -> list[Found]:
    """The county's texts most like the one asked about, best first, of those that the caller may see.

    A guest is of another county: whatever roles they have, those are not held here.
    """
    code = code_of(np.sum(asked.vectors, axis=0))
    near = await store.nearest(tx, method, code, policy.shortlist, archived=False)
    titles = await store.nearest(tx, method, code_of(asked.subject), policy.shortlist, archived=True)
    # Those whose text is here are like a whole text, too.
    whole = await store.nearest(tx, method, code, policy.shortlist, archived=True)
    scores: dict[str, dict[str, float]] = {}
    for one in [*near, *titles, *whole]:
        compared = (*asked.vectors, asked.subject) if one.kind == "archive" else asked.vectors
        by_kind = scores.setdefault(one.subject, {})
        by_kind[one.kind] = max(by_kind.get(one.kind, 0.0), _likeness(compared, one.vectors))
    replies: dict[str, list[str]] = {}
    if not guest:
        answered = [one.id for one in near if one.kind == "reply"]
        for proposal_id, body in (await store.replies(tx, answered)).values():
            replies.setdefault(proposal_id, []).append(body)
    states = await store.proposals(tx, list(scores))
    found = [
        *_proposals(tx, states, scores, replies, policy, guest=guest),
        *_archived(tx, await store.archived(tx, list(scores)), scores, guest=guest),
    ]
    least: float = getattr(policy.least_score, method)
    wanted = [_with_wording(one, asked.words) for one in found if one.score >= least and one.id != asked.exclude]
    return best(wanted, policy)


def best(found: Iterable[Found], policy: SimilarPolicy) -> list[Found]:
    return sorted(found, key=lambda one: (-one.score, one.id))[: policy.shown]


async def find_as_guest(tx: Tx, asked: Asked, method: str, policy: SimilarPolicy) -> list[Found]:
    """What the transaction's county shows to the city's others: nothing, unless its own policy says so."""
    if not (await POLICY.at(tx)).value.share_with_city:
        return []
    return await find(tx, asked, method, policy, guest=True)


def _likeness(asked: Sequence[Vector], stored: bytes) -> float:
    theirs = [unpacked(stored[at : at + VECTOR_BYTES]) for at in range(0, len(stored), VECTOR_BYTES)]
    return max((float(np.dot(one, other)) for one in asked for other in theirs), default=0.0)


def _with_wording(one: Found, words: frozenset[str]) -> Found:
    text = "\n".join([one.content.title, *(text for _, text in one.content.fields)])
    return replace(one, wording=shared_wording(words, pairs(text)))


def _proposals(
    tx: Tx,
    states: dict[str, Proposal],
    scores: dict[str, dict[str, float]],
    replies: dict[str, list[str]],
    policy: SimilarPolicy,
    *,
    guest: bool,
) -> Iterable[Found]:
    """Staff see the county's; a member their own, and of others what was admitted with consent, without its reply:
    whether that is public, conversion decides."""
    for id, state in states.items():
        content, score = content_of_proposal(state), scores[id].get("proposal", 0.0)
        if not guest and (tx.actor.roles & STAFF or is_own(tx, state)):
            score = max(scores[id].values())
            content = Content(content.title, (*content.fields, *(("reply", body) for body in replies.get(id, []))))
        elif "proposal" not in scores[id] or not is_published(state) or (policy.members_see == "own" and not guest):
            continue
        yield Found(
            id, "proposal", tx.county, state.text.title, state.session_id, None, state.case_number, state.state,
            state.assisted is not None, score, 0.0, content,
        )  # fmt: skip


def is_published(state: Proposal) -> bool:
    return state.state == "admitted" and state.publish_consent


def _archived(
    tx: Tx, states: dict[str, Archived], scores: dict[str, dict[str, float]], *, guest: bool
) -> Iterable[Found]:
    staff = not guest and bool(tx.actor.roles & STAFF)
    for id, state in states.items():
        yield Found(
            id, "archive", tx.county, state.title, state.session, state.year, state.case_number, "archived",
            False, max(scores[id].values()), 0.0, content_of_archived(state, staff=staff),
        )  # fmt: skip


def weigh(draft: Content, found: Sequence[Found], embedder: Embedder, policy: SimilarPolicy) -> list[list[Weighed]]:
    """Of each, the passages most like any sentence of the draft; takes a while, so it runs beside the event loop."""
    asked = [draft.title, *(s for _, text in draft.fields for s in sentences(text))][: policy.draft_sentences]
    mine = [sentence_vector(embedder, sentence) for sentence in asked]

    def score(passage: Passage) -> float:
        vector = sentence_vector(embedder, passage.text)
        return max((float(np.dot(vector, one)) for one in mine), default=0.0)

    weighed: list[list[Weighed]] = []
    for one in found:
        chosen = most_alike(asked, one.content.passages(), policy.passages_weighed)
        ranked = sorted((Weighed(p, score(p)) for p in chosen), key=lambda w: -w.score)
        weighed.append(ranked[: policy.passages_shown])
    return weighed


# --- what the worker does ------------------------------------------------------------------------------------------


async def embed_waiting(database: Database, clock: Clock, embedder: Embedder, limit: int = 20) -> int:
    """Makes the vectors of what waits longest, each in a transaction of its own; returns how many.

    A text is read and its vector stored in two transactions: none is open while the model works.
    """
    async with database.transaction([]) as connection:
        batch = await store.waiting(connection, limit)
    for one in batch:
        async with database.transaction([one.county]) as connection:
            tx = Tx(connection, one.county, SYSTEM, clock.now(), correlation_id=new_id(clock))
            content, subject = await _content(tx, one)
            windows = (await POLICY.at(tx)).value.windows
        vectors = [] if content is None else await asyncio.to_thread(vectors_of, content, embedder, windows)
        async with database.transaction([one.county]) as connection:
            tx = Tx(connection, one.county, SYSTEM, clock.now(), correlation_id=new_id(clock))
            if vectors:
                mean = np.sum(vectors, axis=0)
                stored = b"".join(packed(vector) for vector in vectors)
                await store.put_vectors(tx, one, embedder.name, subject, code_of(mean), stored)
                await store.note_tenant(tx)
            else:
                await store.forget(tx, one)
    return len(batch)


async def replace_other_methods(database: Database, method: str) -> None:
    """The model was installed, or is gone: until its turn comes, what the other method made is not found."""
    async with database.transaction([]) as connection:
        tenants = await store.tenants(connection)
    for tenant in tenants:
        async with database.transaction([tenant]) as connection:
            await store.enqueue_other_methods(connection, tenant, method)


async def _content(tx: Tx, one: Waiting) -> tuple[Content | None, str]:
    """The text as it is now; None for one that this store no longer has."""
    if one.kind == "proposal":
        state = (await store.proposals(tx, [one.id])).get(one.id)
        return (content_of_proposal(state) if state else None), one.id
    if one.kind == "archive":
        kept = (await store.archived(tx, [one.id])).get(one.id)
        return (content_of_archived(kept, staff=True) if kept else None), one.id
    subject, body = (await store.replies(tx, [one.id])).get(one.id, ("", ""))
    return (Content("", (("reply", body),)) if body else None), subject
