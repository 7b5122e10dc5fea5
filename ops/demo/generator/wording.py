"""What people write in the course of the year: minutes, plans, answers, opinions, findings."""

import re
from datetime import time
from random import Random

from contracts.base import Adoption, AnswerClass, Form, Phase, Rating
from ops.demo.generator.texts import Text

CUT_OFF = time(18)


def gist(suggestion: str) -> str:
    """The first clause of a suggestion, to quote it by."""
    return re.split(r"[，；。]", suggestion)[0]


def plan(rng: Random, unit: str, text: Text) -> str:
    steps = "；".join(f"第{n}条“{gist(s)}”由分管负责同志牵头" for n, s in enumerate(text.suggestions, start=1))
    first = rng.choice(("已与提案者面商", "在走访提案者、听取意见的基础上", "经局务会研究并与提案者沟通"))
    last = rng.choice(("两个月内完成办理并面复。", "每月调度一次进度，答复前再次征求提案者意见。"))
    return f"{first}，{unit}制定办理方案：{steps}。{last}"


PLACES: dict[Form, tuple[str, ...]] = {
    "face_to_face": ("{unit}会议室", "县政协委员之家"),
    "site_visit": ("{town}现场", "{town}有关村组"),
    "meeting": ("县政协三楼会议室", "{unit}会议室"),
    "video": ("视频会议",),
    "phone": ("电话沟通",),
    "written": ("书面往来",),
}


def minutes(rng: Random, phase: Phase, form: Form, text: Text) -> str:
    chosen = gist(rng.choice(text.suggestions))
    match phase:
        case "before":
            said = rng.choice(
                (
                    f"提案者介绍了调研情况，重点说明“{chosen}”一条的考虑；承办单位介绍了现有政策和经费盘子，双方商定先易后难、分条办理。",
                    f"双方逐条过了提案建议。承办单位提出“{chosen}”需要会同其他单位，提案者同意补充有关点位和名单。",
                    f"承办单位上门听取意见。提案者希望把“{chosen}”放在前面办，承办单位答应在方案中明确责任人和时间。",
                )
            )
        case "during" if form == "site_visit":
            said = rng.choice(
                (
                    f"实地查看了办理情况。对“{chosen}”，双方就资金来源和推进步骤取得一致，余下的一条留待年底再议。",
                    f"到现场逐处核对，提案者认可“{chosen}”一条的进展，对管护责任提出补充意见，承办单位同意写入答复。",
                )
            )
        case "during":
            said = rng.choice(
                (
                    f"承办单位通报进展并征求对答复意见稿的意见，提案者认为“{chosen}”一条还应写明完成时间，承办单位当场采纳。",
                    f"承办单位介绍了“{chosen}”的落实安排，提案者追问时间节点，双方商定月底前再通报一次。",
                    f"就答复稿逐条交换意见，提案者对“{chosen}”的落实方式提出两点修改，承办单位予以吸收。",
                )
            )
        case "after":
            said = rng.choice(
                (
                    f"答复后回访。提案者查看了“{chosen}”的落实情况，认为见到了实效，希望坚持下去。",
                    f"承办单位邀请提案者看现场，说明“{chosen}”的后续安排，提案者建议向群众公开进度。",
                )
            )
    return said


def answer(turn: int, suggestion: str, adoption: Adoption) -> str:
    """``turn`` goes through the ways to say it, so that one letter does not say two things in one way."""
    quoted = gist(suggestion)
    options: dict[Adoption, tuple[str, ...]] = {
        "adopted": (
            f"您提出的“{quoted}”切中要害，我们已予采纳，相关措施自上月起实施，首批任务已经完成。",
            f"关于“{quoted}”，已经落实：明确了责任科室，完成了摸底和部署，目前运行正常。",
            f"对“{quoted}”的建议，我们全部采纳，已印发工作通知并组织实施，效果将持续跟踪。",
        ),
        "partly": (
            f"关于“{quoted}”，已采纳其中可以立即办理的部分，先在两个点位试行，其余部分因资金限制待评估后再定。",
            f"“{quoted}”涉及多个单位权限，我们先落实本单位职责内的内容，其余已提请研究。",
        ),
        "planned": (
            f"关于“{quoted}”，现已完成前期论证并列入工作计划，按期组织实施。",
            f"“{quoted}”需要一定周期，我们已落实经费渠道，排出了时间表，届时向您报告结果。",
        ),
        "not_adopted": (
            f"关于“{quoted}”，受上级政策和现有财力限制，目前不具备实施条件，我们将留作今后工作的参考。",
            f"“{quoted}”与现行规定不一致，暂不能采纳，原因已当面向您说明，敬请理解。",
        ),
    }
    return options[adoption][turn % len(options[adoption])]


def promise(suggestion: str) -> str:
    return f"按期完成“{gist(suggestion)}”，并向提案者报告结果"


def reply_text(rng: Random, unit: str, text: Text, answer_class: AnswerClass) -> str:
    thanks = rng.choice(
        (
            f"您提出的《{text.title}》收悉。",
            f"感谢您对{text.group}工作的关心支持。您提出的《{text.title}》，我们认真进行了研究。",
            f"《{text.title}》由我单位办理。经与您面商并实地了解，",
        )
    )
    ending: dict[AnswerClass, str] = {
        "solved": "所提建议已经解决或采纳，下一步将巩固成果、防止反弹。",
        "planned": "所提建议已列入计划，我们将按承诺时限推进，并及时反馈进度。",
        "reference": "所提建议受条件限制暂难全部实施，已作为今后决策的参考。",
        "infeasible": "所提建议因与现行规定不符难以采纳，特此说明，敬请谅解。",
    }
    return f"{thanks}现就所提建议逐条答复如下（见分条答复）。{ending[answer_class]}欢迎继续提出意见。{unit}"


CLASS_CHANGES = ("答复中的主要措施尚在实施，按规定应归为列入计划一类", "部分措施尚未完成，不宜作为已解决")
REJECTIONS = ("第二条建议没有正面回应，请逐条答复后重新报审", "答复内容多为工作总结，请针对建议说明采纳与否及理由")
RETURNS = (
    "提案主要内容不属本单位职责，相关审批和经费均由建议单位管理",
    "机构职能调整后此项工作已划出，有文件依据",
    "提案所涉设施的产权和管护责任在建议单位",
)
REFUSED = "经核对三定规定，主要职责仍在你单位，请会同有关单位办理"
DISPUTES = (
    "记录写的是当面协商，实际上只接到一次电话，没有见面",
    "会面只有十分钟，没有谈到提案的建议，记录与实际不符",
)
URGES = (
    "该提案办理时限临近，请抓紧与提案者面商并按时答复",
    "答复已超过规定时限，请三日内报告原因和办结时间",
)
EXTENSIONS = ("需等待上级专项资金批复，申请延期一个月", "涉及多个单位会商，方案尚需县政府常务会议研究，申请延期")
COSIGN_OPINIONS = (
    "完全赞同，我在走访中也了解到同样情况",
    "同意联名，建议把第一条的时间要求写得更明确",
    "赞同，所在界别群众反映强烈",
    "同意，补充一点：乡镇一级的经费要一并考虑",
    "赞成这件提案，愿意参加后续协商",
)
HELPER_OPINIONS = (
    "我单位负责的经费部分已作安排，同意主办单位答复意见",
    "建议答复中补充我单位已开展的排查结果，其余无意见",
)
RETURN_COMMENTS = (
    "选题很好，但情况部分缺少具体事例和数据，建议部分过于笼统，请分条写明由谁做什么。",
    "请补充调研情况和原因分析，建议应当可操作，至少两条。",
    "目前的文字难以交办，请说明问题在哪里、涉及多少人，并提出具体措施。",
)
UNSIGNED_REASON = "提案者长期在外，经三次电话和两次书面提醒未能联系上，经提案委员会会议研究，作未签字办结"
WITHDRAWALS = (
    "所提问题已在会前得到解决，提案者申请撤案",
    "提案者发现与上年度提案内容重复，申请撤回",
    "情况发生变化，需要重新调研后再提",
)


def comment(rng: Random, result: Rating, process: Rating) -> str | None:
    if result == "dissatisfied":
        return rng.choice(
            (
                "答复只讲了做法，最要紧的一条没有说什么时候办，群众没有感受到变化。",
                "答复与面商时说的不一致，问题依然存在，希望重新研究。",
                "现场看过，整改停留在纸面，不能认可。",
            )
        )
    if process == "dissatisfied":
        return rng.choice(
            (
                "结果可以接受，但办理中沟通太少，快到期才联系。",
                "问题解决了，但全程只见过一面，态度应当改进。",
            )
        )
    if result == "mostly_satisfied":
        return rng.choice(("总体可以，希望后续抓紧兑现。", "答复较为实在，仍有一条需要继续推动。", None))
    return rng.choice(
        ("当面沟通充分，措施落地，满意。", "办得扎实，群众说好。", "感谢承办单位，答复针对性强。", None, None)
    )


ACTIVITIES: dict[str, tuple[str, ...]] = {
    "site_visit": (
        "带队查看办理现场三处，总体进度符合方案，一处因材料未到滞后，要求半月内补上。",
        "实地察看并随机走访群众，多数认为有变化，对管护提出意见。",
    ),
    "symposium": (
        "召集提案者和主、会办单位座谈，明确三项任务的牵头单位和完成时间。",
        "听取办理汇报，就经费缺口提出统筹意见，会后印发纪要。",
    ),
    "call": ("电话了解进度，承办单位表示答复稿已在征求会办意见。", "电话督促承办单位尽快与提案者面商。"),
    "instruction": (
        "批示：此件反映问题实在，请承办单位认真研究，限期拿出办法。",
        "批示：提案所提很有价值，请抓好落实并报结果。",
    ),
}
PROOFS = (
    "已完成并通过验收，附现场照片和验收单（示例）",
    "已印发实施文件并执行一个季度，附执行台账（示例）",
    "项目建成投用，附移交清单和群众反馈（示例）",
)
RELEASE_REASON = "上级政策调整，原承诺事项由省级统一实施，经提案者同意并经提案委员会研究免除"

OUTCOMES: dict[str, tuple[tuple[str, str], ...]] = {
    "decision": (
        ("“{gist}”写入县政府部门实施方案", "示例政办发文件一份，方案第二部分采纳提案建议，附文件首页（示例）"),
        ("为“{gist}”安排专项预算", "年度预算调整表中单列专项资金，附预算批复（示例）"),
    ),
    "development": (
        ("“{gist}”建成见效", "项目验收单、前后对比照片，受益群众{n}户（示例）"),
        ("“{gist}”指标明显好转", "部门统计月报显示实施前后同口径数据改善，附报表（示例）"),
    ),
    "duty": (
        ("就{matter}开展专题民主监督", "列入县政协下半年协商监督计划，附计划摘页（示例）"),
        ("围绕{matter}继续开展调研", "主席会议同意立题调研，附会议纪要摘录（示例）"),
    ),
    "consensus": (
        ("《{matter}》案例在委员大讲堂宣讲", "宣讲三场，到场{n}人次，附照片和讲稿（示例）"),
        ("办理做法经县融媒体报道推广", "专题报道一期，阅读量{m}次，附截图（示例）"),
    ),
}
CONSENSUS = {"《{matter}》案例在委员大讲堂宣讲": ("lecture", "n"), "办理做法经县融媒体报道推广": ("report", "m")}
"""Title of a consensus → its form, and the number that is its reach."""
DUTIES = {"就{matter}开展专题民主监督": "democratic_supervision", "围绕{matter}继续开展调研": "research"}
BENEFICIARIES_SAY = {
    "satisfied": ("比以前方便多了（示例）", "事情办到了家门口（示例）"),
    "mostly_satisfied": ("大体好了，还有两处没做完（示例）",),
    "dissatisfied": ("说好的时间晚了，入口也不好找（示例）",),
}
OUTCOME_REJECTIONS = ("所附证据只是会议通知，不能证明已经落实", "证据与该条建议无直接关系，请补充后重新登记")
EXCELLENT = (
    "选题准、调研深，建议被部门文件吸收",
    "提办双方协商充分，建议全部落实，群众受益明显",
    "小切口推动制度完善，具有示范意义",
    "持续跟踪多年，数据翔实，转化成效突出",
    "回应群众急难愁盼，当年办理当年见效",
)
TRACKING_REASON = "上年度答复承诺尚未完全兑现，经提案委员会研究列为跟踪督办"
TRACKING_FINDING = "经现场核查，遗留事项已经完成，跟踪结束"
ASSESSMENTS = (
    "建议具体可行，数据有来源",
    "分析抓住了关键，个别建议可再细化",
    "文字规范，情况部分略显简略",
    "协商有记录、答复有回应",
)
MERGE_OPINION = "两件提案反映同一问题、建议相近，并案办理，原提案者均为提案者"
UNDO_REASON = "提案者说明侧重不同，一件谈建设、一件谈管护，分开办理更有利于落实"
