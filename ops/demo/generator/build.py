"""Everything that lies in one county's folder."""

from dataclasses import dataclass, field, replace
from typing import Any

from ops.demo.generator import files, texts
from ops.demo.generator.people import Directory
from ops.demo.generator.plans import Plan
from ops.demo.generator.texts import Text
from ops.demo.script import Script

MEMBERS = ("编号", "姓名", "界别", "党派", "专委会", "届")
BODIES = ("编号", "名称", "类别", "授权人编号")
UNITS = ("编号", "名称", "系统", "对口专委会")
ARCHIVE = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
PROPOSALS = ("编号", "类型", "提案者编号", "联名编号", "集体编号", "案由", "情况", "分析", "建议", "公开")
KINDS = {"individual": "个人", "joint": "联名", "collective": "集体"}


@dataclass
class County:
    directory: Directory
    plans: list[Plan]
    script: Script
    docx: set[str] = field(default_factory=set[str])
    """Refs whose first text is handed over as a Word file."""

    def texts(self) -> list[tuple[str, Plan, Text]]:
        """Every text with its key: a revised one has a key of its own."""
        found: list[tuple[str, Plan, Text]] = []
        for plan in self.plans:
            match plan.review:
                case "return":
                    found += [(f"{plan.ref}-1", plan, texts.too_thin(plan.text)), (plan.ref, plan, plan.text)]
                case "thin":
                    thin = texts.too_thin(plan.text)
                    more = (*thin.suggestions, "建议有关部门定期研究这项工作，不断提高工作水平。")
                    found += [(f"{plan.ref}-1", plan, thin), (plan.ref, plan, replace(thin, suggestions=more))]
                case "edit":
                    title = plan.text.title.replace("关于", "关于进一步", 1)
                    edited = replace(plan.text, title=title if len(title) <= 50 else plan.text.title)
                    edited = replace(edited, analysis=plan.text.analysis + "以上问题需要统筹解决。")
                    found += [(plan.ref, plan, plan.text), (f"{plan.ref}-2", plan, edited)]
                case _:
                    found.append((plan.ref, plan, plan.text))
        return found

    def files(self) -> dict[str, bytes]:
        names = {row[0]: row[1] for row in (*self.directory.members, *self.directory.bodies)}
        rows: list[list[Any]] = []
        found: dict[str, bytes] = {}
        consents = {p.ref: p.publish_consent for p in self.script.proposals}
        for n, (key, plan, text) in enumerate(self.texts()):
            if key in self.docx:
                found[f"proposals/{key}.docx"] = files.proposal_docx(text, names[plan.body or plan.first], n)
                continue
            numbered = "\n".join(f"{n}. {s}" for n, s in enumerate(text.suggestions, start=1))
            cosigners = "、".join(member for member, _ in plan.cosigners)
            public = "是" if consents[plan.ref] else "否"
            rows.append(
                [
                    key,
                    KINDS[plan.kind],
                    plan.first,
                    cosigners,
                    plan.body or "",
                    text.title,
                    text.situation,
                    text.analysis,
                    numbered,
                    public,
                ]
            )
        return {
            "members.xlsx": files.xlsx(MEMBERS, self.directory.members),
            "bodies.xlsx": files.xlsx(BODIES, self.directory.bodies),
            "units.xlsx": files.xlsx(UNITS, self.directory.units),
            "archive.xlsx": files.xlsx(ARCHIVE, self.directory.archive),
            "proposals.xlsx": files.xlsx(PROPOSALS, rows),
            "script.yaml": files.script_yaml(self.script),
            **found,
        }


def bad_files() -> dict[str, bytes]:
    """What a county hands over by mistake."""
    title, situation = "案由：关于修复示例桥栏杆的提案", "示例桥栏杆锈蚀，去年两次断裂。"
    return {
        "members-wrong-column.xlsx": files.xlsx(
            ("编号", "名字", *MEMBERS[2:]), [["M001", "示例委员001", "教育", "群众", "提案委员会", "五"]]
        ),
        "units-bad-row.xlsx": files.xlsx(
            UNITS, [["U001", "示例县教育局", "政府", "教科卫体委员会"], ["", "示例县水利局", "企业", ""]]
        ),
        "no-suggestions.docx": files.docx_of([title, "一、基本情况", situation, "二、原因分析", "管护责任不清。"]),
        "no-headings.docx": files.docx_of([title, situation, "管护责任不清，希望尽快修复栏杆。"]),
        "text.xlsx": "编号,姓名\nM001,示例委员001\n".encode(),
    }
