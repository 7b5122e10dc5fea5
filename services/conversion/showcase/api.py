"""Routes that are open to all: nobody signs in, nothing is asked of who reads, and the address says it all.

The county stands in the path, so that an address can be passed on and a proxy may keep its answer.
"""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, open_to_all, page
from chassis.problems import NotFound
from chassis.publicpages import Made, PublicPages
from services.conversion.publication.store import PUBLICATIONS
from services.conversion.showcase import opendata, store
from services.conversion.showcase.domain import PublicProposal
from services.conversion.showcase.opendata import DATASETS, Cell, Dataset
from services.conversion.showcase.policy import POLICY, PublicPolicy
from services.conversion.showcase.reading import shown

router = APIRouter(tags=["public"])

Title = Annotated[str | None, Query(max_length=100, description="部分案由")]
Year = Annotated[int | None, Query(ge=1949, le=2199, description="提交年份")]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(max_length=500)]
JSON, CSV = "application/json", "text/csv; charset=utf-8"
CACHED: dict[int | str, dict[str, Any]] = {304: {"description": "It is what the caller has."}}
TABLE: dict[int | str, dict[str, Any]] = CACHED | {
    200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


class ColumnView(BaseModel):
    name: str
    says: str


class DatasetView(BaseModel):
    name: str
    title: str
    columns: list[ColumnView]
    json_address: str
    csv_address: str


class OpenDataView(BaseModel):
    datasets: list[DatasetView]


class RowsView(BaseModel):
    """``next`` as ``after`` leads on, None is the end."""

    items: list[dict[str, Cell]]
    next: str | None


async def _policy(tx: Tx) -> PublicPolicy:
    """A county that lets nobody in answers as one that does not exist."""
    policy = (await POLICY.at(tx)).value
    if not policy.open:
        raise NotFound(f"county {tx.county}")
    return policy


async def _page(
    ctx: Ctx, wanted: PageQuery, title: str | None, year: int | None, *, data: bool = False
) -> Page[PublicProposal]:
    async def query(tx: Tx) -> Page[PublicProposal]:
        policy = await _policy(tx)
        if data and not policy.open_data:
            raise NotFound("open data")
        listed = store.public(ctx.county, title=title, year=year)
        key = PUBLICATIONS.table.c.proposal_id
        return await page(tx, listed, [key], wanted, lambda row: shown(row, policy), newest_first=True)

    return await ctx.read(query)


def _pages(ctx: Ctx) -> PublicPages:
    return ctx.request.app.state.public_pages


@router.get("/public/{county}/proposals", response_model=Page[PublicProposal], responses=CACHED)
async def proposals(
    county: str,
    ctx: Annotated[Ctx, open_to_all()],
    q: Title = None,
    year: Year = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Published proposals with text, replies, verified outcomes and commitments, as far as each may be shown."""

    async def make() -> Made:
        found = await _page(ctx, PageQuery(limit, after), q, year)
        return Made(found.model_dump_json().encode(), JSON)

    return await _pages(ctx).answer(ctx.request, make)


@router.get("/public/{county}/proposals/{proposal_id}", response_model=PublicProposal, responses=CACHED)
async def proposal(county: str, proposal_id: str, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    async def query(tx: Tx) -> PublicProposal:
        policy = await _policy(tx)
        one = store.public(ctx.county).where(PUBLICATIONS.table.c.proposal_id == proposal_id)
        row = (await tx.connection.execute(one)).mappings().first()
        if row is None:
            raise NotFound(f"proposals {proposal_id}")
        return shown(dict(row), policy)

    async def make() -> Made:
        return Made((await ctx.read(query)).model_dump_json().encode(), JSON)

    return await _pages(ctx).answer(ctx.request, make)


@router.get("/public/{county}/open-data", response_model=OpenDataView, responses=CACHED)
async def open_data(county: str, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    """What data sets there are, and what each column says."""

    async def check(tx: Tx) -> None:
        if not (await _policy(tx)).open_data:
            raise NotFound("open data")

    async def make() -> Made:
        await ctx.read(check)
        view = OpenDataView(datasets=[_view(ctx, one) for one in DATASETS.values()])
        return Made(view.model_dump_json().encode(), JSON)

    return await _pages(ctx).answer(ctx.request, make)


def _view(ctx: Ctx, dataset: Dataset) -> DatasetView:
    address = f"/conversion/public/{ctx.county}/open-data/{dataset.name}"
    return DatasetView(
        name=dataset.name,
        title=dataset.title,
        columns=[ColumnView(name=name, says=says) for name, says in dataset.columns.items()],
        json_address=address,
        csv_address=f"{address}?format=csv",
    )


@router.get("/public/{county}/open-data/{dataset}", response_model=RowsView, responses=TABLE)
async def rows(
    county: str,
    dataset: str,
    ctx: Annotated[Ctx, open_to_all()],
    format: Literal["json", "csv"] = "json",
    year: Year = None,
    limit: Limit = 200,
    after: After = None,
) -> Response:
    """The rows of so many proposals; the header ``Link`` leads on, of JSON ``next`` as well."""
    found = DATASETS.get(dataset)
    if found is None:
        raise NotFound(f"data set {dataset!a:.80}")

    async def make() -> Made:
        there = await _page(ctx, PageQuery(limit, after), None, year, data=True)
        flat = opendata.rows(found, there.items)
        headers = {"Link": _next(ctx, format, year, limit, there.next)} if there.next is not None else {}
        if format == "csv":
            headers["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
            return Made(opendata.as_csv(found, flat).encode(), CSV, headers)
        return Made(RowsView(items=flat, next=there.next).model_dump_json().encode(), JSON, headers)

    return await _pages(ctx).answer(ctx.request, make)


def _next(ctx: Ctx, format: str, year: int | None, limit: int, after: str) -> str:
    query = {"format": format, "limit": limit, "after": after} | ({"year": year} if year is not None else {})
    return f'<{ctx.request.url.path}?{urlencode(query)}>; rel="next"'
