"""Every service's policies over HTTP: read by anybody of the county, changed by its administrator."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel
from sqlalchemy import MetaData

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, View, answer, caller
from chassis.policy import Change, Changes, Policy, policies
from chassis.problems import NotFound


class PolicyLine(BaseModel):
    name: str
    in_force: int
    """The version; 0 is the shipped default."""
    changes: int


class ChangeView(BaseModel):
    version: int
    effective_from: AwareDatetime
    changed_by: str
    document: dict[str, Any]


class PolicyView(View):
    """``version`` counts the county's changes; ``in_force`` may be an earlier one while a later is still to come."""

    in_force: int
    document: dict[str, Any]
    default: dict[str, Any]
    history: list[ChangeView]
    json_schema: dict[str, Any]


class PutPolicy(Body):
    """The whole document; without ``effective_from`` it applies at once."""

    document: dict[str, Any]
    effective_from: AwareDatetime | None = None


def router(metadata: MetaData) -> APIRouter:
    """The routes of one service's policies."""
    known = policies(metadata)
    routes = APIRouter(tags=["policies"])

    def named(name: str) -> Policy[Any]:
        if name not in known:
            raise NotFound(f"policy {name}")
        return known[name]

    @routes.get("/policies", response_model=list[PolicyLine])
    async def get_policies(ctx: Annotated[Ctx, caller()]) -> list[PolicyLine]:
        async def lines(tx: Tx) -> list[PolicyLine]:
            found = [(name, (await known[name].history(tx)).state) for name in sorted(known)]
            return [PolicyLine(name=n, in_force=_version(s.at(tx.now)), changes=len(s.changes)) for n, s in found]

        return await ctx.read(lines)

    @routes.get("/policies/{name}", response_model=PolicyView)
    async def get_policy(name: str, ctx: Annotated[Ctx, caller()]) -> Response:
        policy = named(name)
        loaded = await ctx.read(policy.history)
        return answer(loaded, _view(policy, loaded, ctx))

    @routes.put("/policies/{name}", response_model=PolicyView)
    async def put_policy(name: str, body: PutPolicy, ctx: Annotated[Ctx, caller("county_admin")]) -> Response:
        policy = named(name)
        return await ctx.execute(
            lambda tx: policy.change(tx, body.document, body.effective_from),
            lambda loaded: _view(policy, loaded, ctx),
            edit=True,
        )

    del get_policies, get_policy, put_policy
    return routes


def _version(change: Change | None) -> int:
    return change.version if change else 0


def _view(policy: Policy[Any], loaded: Loaded[Changes], ctx: Ctx) -> PolicyView:
    change = loaded.state.at(ctx.clock.now())
    value = policy.parse(change) if change else policy.default()
    return PolicyView(
        id=policy.name,
        version=loaded.version,
        in_force=_version(change),
        document=value.model_dump(mode="json"),
        default=policy.default().model_dump(mode="json"),
        history=[
            ChangeView(
                version=one.version,
                effective_from=one.effective_from,
                changed_by=one.changed_by,
                document=json.loads(one.document),
            )
            for one in loaded.state.changes
        ],
        json_schema=policy.model.model_json_schema(),
    )
