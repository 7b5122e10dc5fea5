"""The report's figures as a workbook: the same snapshot, a sheet for each part."""

from collections.abc import Sequence

from services.evaluation.report.domain import Grid, Honour, Report, Row, Value
from services.evaluation.workbook import Cell, Share, Sheet, Workbook

Cells = Sequence[Cell | Share]


def workbook(report: Report) -> Workbook:
    this, last = f"{report.year}年", f"{report.year - 1}年"
    header = ["项目", "指标"]
    for year in (this, last):
        header += [f"{year}分子", f"{year}分母", f"{year}结果"]
    sheets = [
        _about(report),
        *(
            Sheet(name, header, [_row(row) for row in rows])
            for name, rows in (
                ("工作概况", report.course),
                ("六个问题", report.problems),
                ("五大提升", report.gains),
                ("承诺", report.promises),
                ("成果", report.fruit),
            )
        ),
        Sheet("各月", ["月份", "全会期间提交", "平时提交"], [[m.name, m.plenary, m.between] for m in report.months]),
        _grid("承办单位", report.units),
        _grid("类别", report.categories),
        _ranking(report),
        _honours("优秀提案", report.proposals_honoured),
        _honours("先进承办单位", report.units_honoured),
        Sheet(
            "算法",
            ["项目", "指标", "分子", "分母"],
            [[one.headline, one.name, one.sum_of, one.divided_by] for one in report.formulas],
        ),
    ]
    return Workbook(f"{report.organ}{report.title}", sheets)


def _about(report: Report) -> Sheet:
    return Sheet(
        "说明",
        ["项目", "内容"],
        [
            ["报告", f"{report.organ}{report.title}"],
            ["数据时点", report.at.isoformat()],
            ["数据快照", report.snapshot],
            ["看板政策", report.policy],
        ],
    )


def _value(value: Value, *, share: bool) -> Cell | Share:
    if value.shown is None:
        return value.why
    exact = float(value.numerator / value.denominator)
    return Share(exact) if share else exact


def _row(row: Row) -> Cells:
    cells: list[Cell | Share] = [row.headline, row.name]
    for value in (row.now, row.before):
        cells += [value.numerator, value.denominator, _value(value, share=row.share)]
    return cells


def _grid(name: str, grid: Grid) -> Sheet:
    header = ["名称"]
    for column in grid.columns:
        header += [f"{column}：分子", f"{column}：分母", f"{column}：结果"]
    rows: list[Cells] = []
    for of, values in grid.rows:
        cells: list[Cell | Share] = [of]
        for value in values:
            # All that stand here are shares.
            cells += [value.numerator, value.denominator, _value(value, share=True)]
        rows.append(cells)
    return Sheet(name, header, rows)


def _ranking(report: Report) -> Sheet:
    header = ["名次", "承办单位", "得分", "评估件数"]
    if report.ranking is None:
        return Sheet("排名", header, [[None, "尚未冻结", None, None]])
    return Sheet("排名", header, [[one.rank, one.unit, one.score, one.assessments] for one in report.ranking.units])


def _honours(name: str, honours: Sequence[Honour]) -> Sheet:
    return Sheet(name, ["对象", "理由", "排名"], [[one.subject, one.reason, one.rank] for one in honours])
