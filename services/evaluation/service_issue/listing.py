"""Service issues as a workbook: the list of problems, and who answers for each."""

from collections.abc import Sequence

from chassis.eventlog import Loaded
from services.evaluation.service_issue.domain import ServiceIssue
from services.evaluation.workbook import Sheet, Workbook

STATES = {"raised": "待分派", "assigned": "整改中", "resolved": "待核实", "verified": "已销号"}
SOURCES = {"portal": "平台", "meeting": "会议", "form": "意见表"}


def workbook(found: Sequence[Loaded[ServiceIssue]]) -> Workbook:
    return Workbook(
        "服务质量问题",
        [
            Sheet(
                "问题清单",
                ["编号", "来源", "会议", "提出人", "意见", "状态"],
                [
                    [
                        one.id, SOURCES[one.state.source], one.state.gathered_at, one.state.named or "未具名",
                        one.state.opinion, STATES[one.state.state],
                    ]
                    for one in found
                ],
            ),
            Sheet(
                "责任清单",
                ["编号", "意见", "责任人", "期限", "逾期", "整改证明", "状态"],
                [
                    [
                        one.id, one.state.opinion, one.state.owner, one.state.due, "是" if one.state.overdue else "否",
                        one.state.proof, STATES[one.state.state],
                    ]
                    for one in found
                    if one.state.owner is not None
                ],
            ),
        ],
    )  # fmt: skip
