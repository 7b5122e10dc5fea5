"""What the report counts beside the two boards: course, promises and outcomes, as sums over the same rows."""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from contracts.base import OutcomeKind
from services.evaluation.board.ratios import Condition, Ratio, has, of_proposals, share, standing
from services.evaluation.board.words import ADMITTED, FILED, REVIEWED, Words
from services.evaluation.facts.store import COMMITMENTS, HANDLINGS, OUTCOMES, PROPOSALS

KINDS = {"decision": "决策措施", "development": "发展成效", "duty": "新的履职内容", "consensus": "凝聚共识"}
MADE = "作出的承诺"
RECORDED = "记录的成果和批示"

COURSE: Mapping[str, Words] = {
    "filed": Words("提交提案", FILED, FILED),
    "plenary": Words("全会期间提交", "全会期间提交的提案", FILED),
    "between": Words("平时提交", "平时提交的提案", FILED),
    "admitted": Words("立案", ADMITTED, REVIEWED),
    "declined": Words("不予立案", "不予立案的提案", REVIEWED),
    "merged": Words("并案", "并入他案的提案", FILED),
    "key": Words("重点督办", "列为重点的立案提案", ADMITTED),
    "replied": Words("已答复", "有单位已答复的立案提案", ADMITTED),
    "closed": Words("已办结", "已办结的立案提案", ADMITTED),
    "closed_unsigned": Words("未签字而办结", "经说明理由未签字而办结的立案提案", ADMITTED),
}
PROMISES: Mapping[str, Words] = {
    "made": Words("作出承诺", MADE, MADE),
    "kept": Words("按期兑现", "按期兑现的承诺", MADE),
    "kept_late": Words("逾期后兑现", "逾期后兑现的承诺", MADE),
    "not_due": Words("尚未到期", "尚未到期的承诺", MADE),
    "past_due": Words("逾期未了结", "逾期未了结的承诺（含已失约的）", MADE),
    "released": Words("经同意解除", "经同意解除的承诺", MADE),
    "superseded": Words("由后续承诺接替", "由后续承诺接替的承诺", MADE),
}
FRUIT: Mapping[str, Words] = {
    "recorded": Words("记录", RECORDED, RECORDED),
    "verified": Words("经核实", "经核实的成果", RECORDED),
    **{kind: Words(f"其中：{name}", f"经核实的{name}", RECORDED) for kind, name in KINDS.items()},
    "waiting": Words("待核实", "待核实的成果", RECORDED),
    "rejected": Words("未通过核实", "未通过核实的成果", RECORDED),
    "instruction_only": Words("仅有领导批示", "仅有领导批示的记录", RECORDED),
}


def course() -> dict[str, Ratio]:
    p, h = PROPOSALS.c, HANDLINGS.c
    filed = p.channel.is_not(None) & (p.review != "withdrawn")
    admitted = p.review == "admitted"
    reviewed = p.review.in_(("admitted", "declined"))
    unsigned = p.closed_unsigned.is_(True)
    return {
        "filed": of_proposals(filed, filed),
        "plenary": of_proposals(filed, p.channel == "plenary"),
        "between": of_proposals(filed, p.channel == "between_sessions"),
        "admitted": of_proposals(reviewed, admitted),
        "declined": of_proposals(reviewed, p.review == "declined"),
        "merged": of_proposals(filed, p.review == "merged"),
        "key": of_proposals(admitted, p.supervision_class == "key"),
        "replied": of_proposals(admitted, has(HANDLINGS, h.replied_on.is_not(None))),
        "closed": of_proposals(admitted, p.closed_at.is_not(None) | unsigned),
        "closed_unsigned": of_proposals(admitted, unsigned),
    }


def promises(today: date) -> dict[str, Ratio]:
    k = COMMITMENTS.c
    made = standing(COMMITMENTS)
    open_ = k.status.in_(("open", "claimed"))
    # Of which the making has not come there is no date: it is not due.
    past = (k.status == "missed") | (open_ & (k.due < today))

    def of(counted: Condition) -> Ratio:
        return share(COMMITMENTS, k.commitment_id, made, counted)

    return {
        "made": of(made),
        "kept": of((k.status == "kept") & k.on_time.is_(True)),
        "kept_late": of((k.status == "kept") & k.on_time.is_not(True)),
        "not_due": of(open_ & ~(k.due < today).is_(True)),
        "past_due": of(past.is_(True)),
        "released": of(k.status == "released"),
        "superseded": of(k.status == "superseded"),
    }


def fruit() -> dict[str, Ratio]:
    o = OUTCOMES.c
    every = standing(OUTCOMES)
    verified = o.status == "verified"

    def of(counted: Condition) -> Ratio:
        return share(OUTCOMES, o.outcome_id, every, counted)

    return {
        "recorded": of(every),
        "verified": of(verified),
        **{kind: of(verified & (o.kind == kind)) for kind in get_args(OutcomeKind)},
        "waiting": of((o.status == "recorded") & o.instruction_only.is_not(True)),
        "rejected": of(o.status == "rejected"),
        "instruction_only": of(o.instruction_only.is_(True) & (o.status == "recorded")),
    }
