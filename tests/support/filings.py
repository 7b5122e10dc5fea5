"""A county's evening of filings: as many proposals as a desk is tried on, worded as members word theirs."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.support.walking import Walk

SUBJECTS = (
    ("增设老年助餐点", "老年助餐点", "乡镇的助餐点只有四处，独居老人往返一次要一个小时", "民政局"),
    ("加快老旧小区充电设施建设", "充电设施", "二十三个老旧小区没有充电桩，飞线充电屡禁不止", "住建局"),
    ("规范校外托管机构管理", "校外托管机构", "登记在册的托管机构不足一半，消防和食品检查没有覆盖", "教育局"),
    ("推进农村生活污水治理", "农村污水管网", "已建成的处理终端有三成没有正常运行，养护经费没有着落", "生态环境局"),
    ("完善乡村公交线路", "乡村公交", "末班车在下午四点半，赶集和就医的群众回不了村", "交通局"),
    ("加强传统村落保护利用", "传统村落", "列入名录的九个村落中，有五处木构建筑漏雨多年", "文旅局"),
    ("支持中小企业数字化转型", "中小企业", "规上企业之外的作坊仍靠手工记账，融资时拿不出流水", "经信局"),
    ("提升基层医疗卫生服务能力", "乡镇卫生院", "卫生院的影像设备闲置，因为没有会用的技师", "卫健局"),
)


def text(n: int) -> dict[str, Any]:
    """The same matter comes again every eight, in other words and places, so that each has ones like it."""
    what, thing, found, who = SUBJECTS[n % len(SUBJECTS)]
    place = ("城东", "城西", "河口", "山前", "湖滨", "岭南", "示例")[n // len(SUBJECTS) % 7]
    return {
        "title": f"关于在{place}片区{what}的提案",
        "situation": f"{place}片区走访了{n + 6}户居民。{found}。\n近三年来，群众对{thing}的意见逐年增加。",
        "analysis": f"一是规划没有把{thing}列入年度计划。\n二是{who}与乡镇之间职责不清，经费分散。",
        "suggestions": [
            f"由{who}牵头制定{place}片区{thing}的三年计划，明确责任单位和完成时限。",
            f"把{thing}的建设和养护经费列入财政预算，每年向社会公布使用情况。",
        ],
    }


def file_many(walk: Walk, count: int, first: int = 0) -> list[str]:
    """The ids, in the order of their numbers."""

    def file(n: int) -> str:
        body = {"session_id": "S15-1", "publish_consent": True, "text": text(n)}
        return walk.member.post("/submission/proposals", body)["id"]

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(file, range(first, first + count)))
