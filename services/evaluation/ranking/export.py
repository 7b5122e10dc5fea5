"""A ranking as a workbook, for the county's yearly assessment of its units. Written from what is frozen alone."""

from collections.abc import Sequence

from chassis.eventlog import Loaded, Tx
from services.evaluation.assessment.domain import Assessment
from services.evaluation.ranking.domain import Ranking
from services.evaluation.ranking.store import RANKINGS, assessments
from services.evaluation.scheme.domain import Scheme
from services.evaluation.scheme.store import SCHEMES
from services.evaluation.workbook import Cell, Sheet, Workbook

KINDS = {"score": "计分", "bonus": "加分", "deduction": "扣分"}


async def gather(tx: Tx, ranking_id: str) -> Workbook:
    loaded = await RANKINGS.load(tx, ranking_id, lock=False)
    scheme = await SCHEMES.find(tx, loaded.state.scheme_id, lock=False)
    assert scheme is not None  # it was frozen by a known scheme
    ids = [one.assessment_id for unit in loaded.state.units for one in unit.of]
    found = await assessments(tx, ids)
    scored = [found[id] for id in ids]
    return Workbook(
        loaded.state.title,
        [
            _ranking(loaded.state, scheme.state),
            _points(scored, scheme.state),
            _grounds(scored),
            _scheme(scheme.state),
        ],
    )


def _ranking(ranking: Ranking, scheme: Scheme) -> Sheet:
    ties = scheme.rules.ties
    rows = [
        [unit.rank, unit.unit_id, unit.score, ranking.maximum, unit.assessments, *(unit.ties.get(c) for c in ties)]
        for unit in ranking.units
    ]
    names = {one.code: one.name for one in scheme.indicators}
    return Sheet("排名", ["名次", "单位", "得分", "满分", "评估件数", *(f"并列依据：{names[c]}" for c in ties)], rows)


def _points(scored: Sequence[Loaded[Assessment]], scheme: Scheme) -> Sheet:
    rows: list[list[Cell]] = []
    for one in scored:
        result = one.state.result
        assert result is not None
        points = [result.points.get(indicator.code) for indicator in scheme.indicators]
        rows.append([one.state.unit_id, one.state.proposal_id, one.id, result.total, result.spread, *points])
    header = ["单位", "提案", "评估", "总分", "分歧", *(f"{one.name}（{one.code}）" for one in scheme.indicators)]
    return Sheet("逐件得分", header, rows)


def _grounds(scored: Sequence[Loaded[Assessment]]) -> Sheet:
    rows: list[list[Cell]] = []
    for one in scored:
        assert one.state.result is not None
        for step in one.state.result.steps:
            records = "；".join(f"{s.kind} {s.id}" for fact in step.facts for s in fact.sources)
            rows.append(
                [
                    one.state.unit_id,
                    one.state.proposal_id,
                    step.code,
                    step.rule,
                    step.exact,
                    step.points,
                    step.says,
                    records,
                ]
            )
    header = ["单位", "提案", "指标", "规则", "取整前", "得分", "说明", "依据的记录"]
    return Sheet("得分依据", header, rows)


def _scheme(scheme: Scheme) -> Sheet:
    rows: list[list[Cell]] = [
        [
            category.name,
            one.code,
            one.name,
            one.maximum,
            KINDS[one.kind],
            one.expression or one.formula or "评委评分",
        ]
        for category in scheme.categories
        for one in category.indicators
    ]
    return Sheet("方案", ["类别", "指标", "名称", "满分", "性质", "计算"], rows)
