"""The small size: a dozen people and proposals that touch every kind of fate once."""

from ops.demo.generator import moments, texts, wording
from ops.demo.generator.build import County
from ops.demo.generator.people import directory
from ops.demo.generator.plans import Plan
from ops.demo.generator.story import Story
from ops.demo.script import (
    Activity,
    AdvancedUnit,
    Booking,
    Call,
    Script,
    ServiceIssue,
    Session,
    Topic,
    Tracked,
)


def build() -> County:
    fields = texts.fields()
    pick = [text for group in ("教育体育", "民政养老") for subject in fields[group] for text in subject]
    refused = next(item for item in texts.declined() if item.code == "promotion")
    archive = [
        [
            2025,
            "五届四次",
            1,
            "关于整治示例河支流排污口的提案",
            "示例委员003",
            "示例县生态环境局",
            "B",
            "基本满意",
            "二期截污管网尚未开工",
        ],
        [2025, "五届四次", 2, "关于增设县城公交候车亭的提案", "示例委员005", "示例县交通运输局", "A", "满意", ""],
        [
            2025,
            "五届四次",
            3,
            "关于完善农村老年助餐点布局的提案",
            "示例委员007",
            "示例县民政局",
            "C",
            "不满意",
            "选址方案未定",
        ],
        [2025, "五届四次", 4, "关于建设口袋公园的提案", "示例委员009", "示例县住房和城乡建设局", "A", "满意", ""],
    ]
    people = directory(12, 2, archive)
    plans = [
        Plan(
            "P001",
            pick[0],
            first="M001",
            key=True,
            key_number=1,
            outcomes=[("development", "verified")],
            assessed=True,
            handling_assessed=True,
            excellent=True,
        ),
        Plan(
            "P002",
            pick[3],
            kind="joint",
            first="M004",
            cosigners=[("M005", True), ("M006", False), ("M007", None)],
            shape="lead1",
            outcomes=[("consensus", "verified")],
            assessed=True,
        ),
        Plan(
            "P003",
            pick[5],
            kind="collective",
            first=people.officers["B01"],
            body="B01",
            shape="lead2",
            answer_class="planned",
            promise="on_time",
            outcomes=[("duty", "verified")],
            handling_assessed=True,
        ),
        Plan("P004", pick[8], first="M005", booked=True, answer_class="planned", promise="missed"),
        Plan("P005", pick[11], first="M006", review="return", unsigned="closed"),
        Plan("P006", refused.text(), first="M007", review="decline", declined=refused),
        Plan("P007", pick[9], first="M008", late_hour=True, outcomes=[("decision", "verified")]),
        Plan("P008", texts.edited_copy(pick[9]), first="M009", review="child", master="P007", late_hour=True),
        Plan("P009", texts.edited_copy(pick[6]), first="M010", review="parted", master="P010", returned="reassigned"),
        Plan("P010", pick[6], first="M011", disputed="upheld"),
        Plan("P011", pick[13], first="M012", review="withdraw_early"),
        Plan("P012", pick[12], first="M009", unhappy="rehandled", answer_class="reference"),
        Plan(
            "P013",
            pick[15],
            first="M010",
            shape="split2",
            answer_class="planned",
            promise="late",
            outcomes=[("decision", "rejected")],
        ),
        Plan(
            "P014",
            pick[14],
            first="M002",
            between=81,
            repeats="A-2025-3",
            late="extended_on_time",
            outcomes=[("decision", "instruction")],
        ),
    ]
    calendar = moments.small()
    story = Story(calendar, people, plans)
    proposals = [story.tell(plan) for plan in plans]
    script = Script(
        title="示例县（小）",
        directory=calendar.from_day(0),
        session=Session.model_validate(
            {"session_id": "S5-5", "term": 5, "number": 5, "plenary_opens": "50 09:00", "plenary_cutoff": "53 18:00"}
        ),
        calls=[
            Call(
                ref="C1",
                kind="commissioned",
                title="预约重点打造提案选题清单",
                basis="《示例县政协提案预约打造办法》",
                topics=[
                    Topic(title=pick[8].matter, source="县政协主席会议"),
                    Topic(title=pick[13].matter, source="委员建议"),
                ],
                publish=calendar.from_day(3),
                close_day=60,
            ),
            Call(
                ref="C2",
                kind="catalogue",
                title="五届五次会议提案参考目录",
                basis="《示例县政协提案提交管理办法》",
                topics=[Topic(title=text.matter, source="部门征集") for text in pick[:4]],
                publish=calendar.from_day(20),
                close_day=60,
            ),
        ],
        bookings=[
            Booking(ref="K004", call="C1", topic=0, member="M005", book=calendar.from_day(6)),
            Booking(ref="K900", call="C1", topic=1, member="M012", book=calendar.from_day(9)),
        ],
        proposals=proposals,
        tracked=[
            Tracked(
                archive_id="A-2025-1",
                when=calendar.from_day(66),
                reason=wording.TRACKING_REASON,
                activities=[
                    Activity(
                        when=calendar.from_day(150), kind="site_visit", findings="查看二期截污管网工地，已完成八成。"
                    )
                ],
                finished=calendar.from_day(240),
                finding=wording.TRACKING_FINDING,
            ),
        ],
        service_issues=[
            ServiceIssue(
                raised=calendar.from_day(90),
                member="M004",
                opinion="提案系统中看不到会办单位的意见，希望改进。",
                assigned=calendar.from_day(96),
                owner="提案委员会办公室",
                due_day=130,
                resolved=calendar.from_day(120),
                proof="已在提案页面显示会办意见，附截图（示例）",
                verified=calendar.from_day(126),
            ),
        ],
        schemes=calendar.from_day(340),
        computed=calendar.from_day(363),
        advanced_units=[AdvancedUnit(unit=people.unit_ids["教育局"], reason="办理规范、沟通充分，承诺按期兑现")],
    )
    return County(people, plans, script, docx={"P001", "P003", "P007", "P012"})
