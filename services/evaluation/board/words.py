"""What each figure is, in words: its name, what is summed and what that is divided by. The same everywhere it is shown:
in answers, workbooks and the yearly report."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    name: str
    part: str
    """What the numerator sums."""
    whole: str
    """What the denominator sums."""
    share: bool = True
    """Whether the figure is read as a percentage; else it is a mean, of days or points."""

    @property
    def formula(self) -> str:
        return f"{self.part} ÷ {self.whole}"

    @property
    def why_none(self) -> str:
        return f"没有{self.whole}，无从计算"


FILED = "已提交的提案（不含撤案）"
ADMITTED = "立案的提案"
REVIEWED = "已审结的提案（立案或不予立案）"
DUE = "到期应兑现的承诺（已兑现、已失约和逾期未了结的）"
MET = "经提案者确认的协商"
OPEN = "在办的立案提案"
ASKED = "应签字的委员人次（每件答复以最后一轮为准）"
REVIEWS = "评出分数的提案质量评估（每件以最近一次为准）"

BETWEEN: Mapping[str, Words] = {
    "": Words("平时提案占比", "平时提交的提案", FILED),
    "topic_age_days": Words("选题距调研的平均天数", "从调研到提交的天数", "写明调研日期的提案", share=False),
    "topic_age_unknown": Words("未写明调研日期的占比", "未写明调研日期的提案", FILED),
}

PROBLEMS: Mapping[int, Mapping[str, Words]] = {
    1: BETWEEN,
    2: {
        "": Words("立案率", ADMITTED, REVIEWED),
        "merged": Words("并案占比", "并入他案的提案", "已审结的提案（立案、不予立案或并案）"),
        "repeats": Words("重复以往提案的占比", "审查时确认重复以往提案的立案提案", ADMITTED),
    },
    3: {
        "": Words("承诺按期兑现率", "按期兑现的承诺", DUE),
        "kept_late": Words("逾期后兑现的占比", "逾期后兑现的承诺", DUE),
        "broken": Words("失约的占比", "已失约的承诺", DUE),
        "open_past_due": Words("逾期未了结的占比", "逾期未了结的承诺", DUE),
        "released": Words("经同意解除的占比", "经同意解除的承诺", "作出的承诺"),
    },
    4: {
        "": Words("办前、办中、办后均协商的占比", "三个阶段均有经确认的协商的立案提案", ADMITTED),
        "before": Words("办前协商率", "办前有经确认的协商的立案提案", ADMITTED),
        "during": Words("办中协商率", "办中有经确认的协商的立案提案", ADMITTED),
        "after": Words("办后协商率", "办后有经确认的协商的立案提案", ADMITTED),
        "face_to_face": Words("见面协商占比", "以见面形式进行的协商", MET),
        "asked_by_unit": Words("承办单位提出的协商占比", "承办单位提出的协商", MET),
        "asked_by_proposer": Words("提案者提出的协商占比", "提案者提出的协商", MET),
        "asked_by_committee": Words("提案委提出的协商占比", "提案委提出的协商", MET),
        "asked_by_other": Words("其他方面提出的协商占比", "其他方面提出的协商", MET),
        "first_contact": Words(
            "首次联系用时占办理时限的比例", "首次协商前经过的天数", "有首次协商或已逾期的办理事项的规定天数"
        ),
    },
    5: {
        "": Words("督办覆盖率", "已明确督办人的立案提案", ADMITTED),
        "supervised_general": Words("一般提案督办覆盖率", "已明确督办人的一般提案", "立案的一般提案"),
        "watched": Words("近期有督办联系的占比", "近期有督办联系记录的在办提案", OPEN),
        "watched_general": Words("一般提案近期有督办联系的占比", "近期有督办联系记录的在办一般提案", "在办的一般提案"),
    },
    6: {
        "": Words("成果转化率", "有经核实成果的立案提案", ADMITTED),
        "decision": Words("转化为决策措施的占比", "有经核实的决策措施的立案提案", ADMITTED),
        "development": Words("转化为发展成效的占比", "有经核实的发展成效的立案提案", ADMITTED),
        "duty": Words("转化为新的履职内容的占比", "有经核实的履职内容的立案提案", ADMITTED),
        "consensus": Words("转化为凝聚共识的占比", "有经核实的凝聚共识成果的立案提案", ADMITTED),
        "days_to_outcome": Words(
            "从签字确认到首个成果的平均天数", "从签字确认到首个成果的天数", "已办结且有经核实成果的提案", share=False
        ),
        "instruction_alone": Words("一批了之的占比", "只有领导批示而无经核实成果的提案", ADMITTED),
        "reply_alone": Words("一回了之的占比", "只有答复而无批示、成果和兑现承诺的提案", ADMITTED),
    },
}

GAINS: Mapping[int, Mapping[str, Words]] = {
    1: BETWEEN,
    2: {
        "": Words("协商意见达成率", "协商中达成一致的意见", "经确认的协商中提出的意见"),
        "with_beneficiaries": Words("有受益群众到场的协商占比", "有受益群众到场的协商", "经确认且记明到场各方的协商"),
    },
    3: {
        "": Words("满意率", "签字满意的人次", ASKED),
        "mostly_satisfied": Words("基本满意率", "签字基本满意的人次", ASKED),
        "dissatisfied": Words("不满意率", "签字不满意的人次", ASKED),
        "unsigned": Words("未签字的占比", "尚未签字的人次", ASKED),
        "recognised": Words("群众认可度", "受益群众评为满意的人次", "受益群众通过意见表评价的人次"),
    },
    4: {
        "": Words("评委分歧程度", "评委最高分与最低分之差", "由多名评委评分的评估的满分"),
        "appeals_upheld": Words("申诉成立率", "成立的申诉", "已作决定的申诉"),
    },
    5: {
        "": Words("成果转化率", "有经核实成果的立案提案", ADMITTED),
        "outcomes_verified": Words("成果核实率", "经核实的成果", "记录的成果（不含仅有领导批示的）"),
        "published": Words("向社会公开的占比", "已向社会公开的立案提案", ADMITTED),
        "reach": Words("每项成果平均覆盖人数", "覆盖人数", "经核实且记明覆盖人数的成果", share=False),
    },
}

BANDS = {"excellent": "优", "good": "良", "fair": "中", "weak": "差"}
"""Of the shipped policy; a county may call its bands otherwise."""


def words(board: Mapping[int, Mapping[str, Words]], number: int, part: str) -> Words:
    """Of a figure; what a county has named itself, bands and who asks, is called as it names it."""
    known = board[number].get(part)
    if known is not None:
        return known
    kind, _, name = part.partition("_")
    if kind == "quality":
        called = BANDS.get(name, name)
        return Words(f"提案质量为“{called}”的占比", f"评为“{called}”的评估", REVIEWS)
    asked = part.removeprefix("asked_by_")
    return Words(f"由“{asked}”提出的协商占比", f"由“{asked}”提出的协商", MET)
