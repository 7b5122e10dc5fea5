"""Members, bodies, units and the archive of the year before, as the rows of the county's files."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

SECTORS = (
    "中国共产党",
    "民革",
    "民盟",
    "民建",
    "民进",
    "农工党",
    "九三学社",
    "无党派人士",
    "共青团",
    "工会",
    "妇联",
    "科技科协",
    "工商联",
    "文化艺术",
    "经济",
    "农业农村",
    "教育",
    "医药卫生",
    "社会福利和社会保障",
    "少数民族和宗教",
)
PARTIES = {
    "中国共产党": "中共",
    "民革": "民革",
    "民盟": "民盟",
    "民建": "民建",
    "民进": "民进",
    "农工党": "农工党",
    "九三学社": "九三学社",
}
COMMITTEES = (
    "提案委员会",
    "经济和农业农村委员会",
    "人口资源环境委员会",
    "教科卫体委员会",
    "社会法制和民族宗教委员会",
    "文化文史和学习委员会",
    "委员联络工作委员会",
)
_P, _E, _R, _K, _S, _W, _L = COMMITTEES

UNITS: tuple[tuple[str, str, str], ...] = (
    ("教育局", "政府", _K),
    ("卫生健康局", "政府", _K),
    ("民政局", "政府", _S),
    ("农业农村局", "政府", _E),
    ("水利局", "政府", _R),
    ("交通运输局", "政府", _E),
    ("住房和城乡建设局", "政府", _R),
    ("自然资源和规划局", "政府", _R),
    ("生态环境局", "政府", _R),
    ("文化广电和旅游局", "政府", _W),
    ("工业和信息化局", "政府", _E),
    ("人力资源和社会保障局", "政府", _S),
    ("发展和改革局", "政府", _E),
    ("财政局", "政府", _E),
    ("公安局", "政府", _S),
    ("司法局", "政府", _S),
    ("城市管理局", "政府", _R),
    ("市场监督管理局", "政府", _E),
    ("应急管理局", "政府", _S),
    ("商务局", "政府", _E),
    ("林业局", "政府", _R),
    ("退役军人事务局", "政府", _S),
    ("医疗保障局", "政府", _K),
    ("审计局", "政府", _E),
    ("统计局", "政府", _E),
    ("数据管理局", "政府", _E),
    ("政务服务中心", "政府", _S),
    ("乡村振兴服务中心", "政府", _E),
    ("气象局", "其他", _R),
    ("税务局", "其他", _E),
    ("供电公司", "其他", _E),
    ("邮政管理机构", "其他", _E),
    ("供销合作社联合社", "其他", _E),
    ("消防救援大队", "其他", _S),
    ("烟草专卖局", "其他", _E),
    ("残疾人联合会", "党群", _S),
    ("县委办公室", "党群", _L),
    ("县委组织部", "党群", _L),
    ("县委宣传部", "党群", _W),
    ("县委统战部", "党群", _S),
    ("县委政法委", "党群", _S),
    ("县委社会工作部", "党群", _S),
    ("县委编办", "党群", _L),
    ("总工会", "党群", _S),
    ("团县委", "党群", _L),
    ("妇女联合会", "党群", _S),
    ("科学技术协会", "党群", _K),
    ("档案馆", "党群", _W),
    ("融媒体中心", "党群", _W),
    ("法院", "其他", _S),
    ("检察院", "其他", _S),
    ("体育中心", "政府", _K),
    ("城关示例镇政府", "政府", _R),
    ("河口示例镇政府", "政府", _R),
    ("青石示例镇政府", "政府", _E),
    ("柳溪示例镇政府", "政府", _E),
    ("桥头示例镇政府", "政府", _E),
    ("云岭示例乡政府", "政府", _E),
    ("双塘示例乡政府", "政府", _E),
    ("马坪示例乡政府", "政府", _E),
)
TOWNS = ("城关示例镇", "河口示例镇", "青石示例镇", "柳溪示例镇", "桥头示例镇", "云岭示例乡", "双塘示例乡", "马坪示例乡")
LEADERS = ("县委书记", "县长", "县政协主席", *(f"县领导{n:02d}" for n in range(4, 19)))

_BODIES: tuple[tuple[str, str, str], ...] = (
    ("民革示例县支部", "党派团体", "民革"),
    ("民盟示例县支部", "党派团体", "民盟"),
    ("民建示例县支部", "党派团体", "民建"),
    ("民进示例县支部", "党派团体", "民进"),
    ("农工党示例县支部", "党派团体", "农工党"),
    ("九三学社示例县支社", "党派团体", "九三学社"),
    ("示例县工商联", "党派团体", "工商联"),
    ("共青团示例县委", "党派团体", "共青团"),
    ("示例县总工会", "党派团体", "工会"),
    ("示例县妇联", "党派团体", "妇联"),
    ("教育界", "界别", "教育"),
    ("医药卫生界", "界别", "医药卫生"),
    ("农业农村界", "界别", "农业农村"),
    ("经济界", "界别", "经济"),
    *((name, "专委会", name) for name in (_E, _R, _K, _S)),
)


@dataclass(frozen=True)
class Directory:
    members: list[list[Any]]
    bodies: list[list[Any]]
    units: list[list[Any]]
    archive: list[list[Any]]
    officers: dict[str, str]
    """Body → its first officer."""
    unit_ids: dict[str, str]
    """Short name → id."""

    @property
    def member_ids(self) -> list[str]:
        return [str(row[0]) for row in self.members]

    def unit_name(self, unit_id: str) -> str:
        return next(str(row[1]) for row in self.units if row[0] == unit_id)


def _members(count: int) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for n in range(1, count + 1):
        sector = SECTORS[(n - 1) % len(SECTORS)]
        party = PARTIES.get(sector) or ("中共" if n % 5 == 0 else "群众" if n % 3 else "无党派")
        rows.append([f"M{n:03d}", f"示例委员{n:03d}", sector, party, COMMITTEES[(n * 5) % len(COMMITTEES)], "五"])
    return rows


def directory(members: int, bodies: int, archive: list[list[Any]]) -> Directory:
    people = _members(members)
    officers: dict[str, str] = {}
    body_rows: list[list[Any]] = []
    for n, (name, kind, marker) in enumerate(_BODIES if bodies >= len(_BODIES) else _BODIES[:bodies], start=1):
        fit = [str(row[0]) for row in people if marker in (row[2], row[4])]
        chosen = [member for member in fit if member not in officers.values()][: 1 + n % 2]
        officers[f"B{n:02d}"] = chosen[0]
        body_rows.append([f"B{n:02d}", name, kind, "、".join(chosen)])
    unit_ids = {name: f"U{n:03d}" for n, (name, _, _) in enumerate(UNITS, start=1)}
    units: list[list[Any]] = [
        [unit_ids[name], name if name.startswith("县委") else f"示例县{name}", system, committee]
        for name, system, committee in UNITS
    ]
    return Directory(people, body_rows, units, archive, officers, unit_ids)


def archive_rows(titles: Sequence[tuple[str, str]], count: int, seed: str) -> list[list[Any]]:
    """The year before: about two of five unfinished or continuing, which makes them candidates for tracking."""
    rng = Random(seed)
    rows: list[list[Any]] = []
    for n, (title, unit) in enumerate(titles[:count], start=1):
        continuing = n % 5 in (1, 3)
        letter = rng.choice("BBBC") if continuing else rng.choice("AAAAAC")
        rating = "不满意" if n in (11, 43) else rng.choice(["满意", "满意", "基本满意", ""])
        left = rng.choice(_LEFT) if continuing else ""
        rows.append([2025, "五届四次", n, title, f"示例委员{rng.randint(1, 240):03d}", unit, letter, rating, left])
    return rows


_LEFT = (
    "项目已列入计划，尚未开工",
    "资金落实六成，余下部分待安排",
    "方案已报批，等待批复",
    "主体完工，配套设施未建成",
    "试点已开展，尚未推广到全县",
    "已与产权单位协商，未达成一致",
    "制度已起草，未正式印发",
)
