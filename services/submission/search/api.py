"""The route of the search."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, PageQuery, caller
from chassis.problems import Invalid
from contracts.base import Channel, DomainRefusal, Line, ProposalKind, Ref
from services.submission.proposal.commands import STAFF
from services.submission.proposal.domain import State
from services.submission.search import commands, domain
from services.submission.search.commands import Asked, Item, Place, Rules
from services.submission.search.domain import Due, Yes
from services.submission.search.policy import SearchPolicy
from services.submission.search.query import parse
from services.submission.search.tokens import Phrase
from services.submission.similar import store as texts

router = APIRouter(tags=["search"])

Span = tuple[int, int]
"""Start and length, in code points."""


class PassageView(BaseModel):
    field: str
    """situation, analysis, suggestions/<number>, reply or unfinished."""
    text: str
    offset: int
    """Of ``text`` in its field."""
    ranges: list[Span]
    """Where in ``text`` the query stands."""


class ItemView(BaseModel):
    id: str
    kind: Literal["proposal", "archive"]
    county: str
    title: str
    title_ranges: list[Span]
    session: str
    year: int | None
    case_number: int | None
    state: str
    assisted: bool
    """Whether it came on paper and was entered by the staff."""
    at: datetime
    """When it was received; of the archive, the beginning of its year."""
    passages: list[PassageView]

    @classmethod
    def of(cls, item: Item, phrases: tuple[Phrase, ...], policy: SearchPolicy) -> "ItemView":
        found = domain.passages(item.content, phrases, policy.passages, policy.around)
        at, id, county = item.place
        return cls(
            id=id,
            kind=item.kind,
            county=county,
            title=item.title,
            title_ranges=domain.ranges(item.title, phrases),
            session=item.session,
            year=item.year,
            case_number=item.case_number,
            state=item.state,
            assisted=item.assisted,
            at=at,
            passages=[
                PassageView(field=one.field, text=one.text, offset=one.offset, ranges=list(one.ranges)) for one in found
            ],
        )


class FacetValue(BaseModel):
    value: str
    count: int


class Counts(BaseModel):
    """Of the first page. ``exact``: of all that was found; else there is more, and the newest ``hits`` are counted."""

    hits: int
    exact: bool
    facets: dict[str, list[FacetValue]]


class SearchAnswer(BaseModel):
    items: list[ItemView]
    """Newest first."""
    next: str | None
    """Pass as ``after`` to go on; None is the end."""
    counts: Counts | None
    """None on later pages."""


@dataclass(frozen=True)
class Facets:
    """Each names the one value that is wanted."""

    session: Annotated[Line | None, Query()] = None
    channel: Annotated[Channel | None, Query()] = None
    kind: Annotated[ProposalKind | None, Query()] = None
    sector: Annotated[Line | None, Query()] = None
    unit: Annotated[Ref | None, Query()] = None
    topic: Annotated[Line | None, Query()] = None
    state: Annotated[State | Literal["archived"] | None, Query()] = None
    due: Annotated[Due | None, Query()] = None
    assisted: Annotated[Yes | None, Query()] = None

    def given(self) -> dict[str, str]:
        return {name: value for name in domain.FACETS if (value := getattr(self, name)) is not None}


@router.get("/search")
async def search(
    ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(STAFF), *sorted(commands.CITY))],
    facets: Annotated[Facets, Depends()],
    wanted: Annotated[PageQuery, Depends()],
    q: Annotated[str, Query(max_length=2000, description="老旧小区 “一事一案” -停车")] = "",
) -> SearchAnswer:
    """The county's proposals, archived ones and replies that have the words, as far as the caller may see them."""
    query = parse(q)
    if not query.wanted and not facets.given():
        raise DomainRefusal("query-empty", "Say at least one word to look for, or one facet.")
    after = _place(wanted.after) if wanted.after else None
    asked = Asked(query, facets.given(), after, wanted.limit)

    async def here(tx: Tx) -> tuple[commands.Answered, Rules, list[str]]:
        rules = await Rules.at(tx)
        found = await commands.search(tx, asked, rules)
        others = await texts.tenants(tx.connection) if rules.seen.search_city else []
        return found, rules, [county for county in others if county != tx.county]

    own, rules, others = await ctx.read(here)
    answers = [own]
    for county in others:
        # In that county's own scope: its walls stand, and its policy says whether anything is shown.
        found = await Ctx(ctx.request, ctx.actor, county).read(lambda tx: commands.search_as_guest(tx, asked))
        answers += [found] if found is not None else []
    page, end = commands.merged(answers, wanted.limit)
    return SearchAnswer(
        items=[ItemView.of(item, query.wanted, rules.search) for item in page.items],
        next=_token(end) if end is not None else None,
        counts=_counts(page) if after is None else None,
    )


def _counts(page: commands.Answered) -> Counts:
    def ordered(values: dict[str, int]) -> list[FacetValue]:
        return [FacetValue(value=v, count=n) for v, n in sorted(values.items(), key=lambda one: (-one[1], one[0]))]

    facets = {name: ordered(page.facets.get(name, {})) for name in domain.FACETS}
    return Counts(hits=page.count, exact=page.complete, facets=facets)


def _token(place: Place) -> str:
    at, id, county = place
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), id, county]).encode()).decode()


def _place(token: str) -> Place:
    try:
        given: Any = json.loads(base64.urlsafe_b64decode(token))
        at, id, county = map(str, given)
        place = datetime.fromisoformat(at)
    except (ValueError, TypeError) as error:
        raise Invalid("after is not a cursor of this list") from error
    if place.tzinfo is None or "\0" in id:
        raise Invalid("after is not a cursor of this list")
    return place, id, county
