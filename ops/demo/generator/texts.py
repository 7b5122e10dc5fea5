"""Proposal texts, composed from the subjects that are written by hand in ``subjects/*.yaml``."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict

from ops.demo.generator.people import TOWNS

SUBJECTS = Path(__file__).with_name("subjects")


@dataclass(frozen=True)
class Text:
    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]
    group: str
    unit: str
    helpers: tuple[str, ...]

    @property
    def matter(self) -> str:
        """What the title names, between 关于 and 的提案."""
        return self.title.removeprefix("关于").removesuffix("的提案")


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Variant(_Item):
    title: str
    now: str
    why: str
    do: list[str]


class _Subject(_Item):
    unit: str
    help: list[str]
    causes: list[str]
    measures: list[str]
    variants: list[_Variant]


class _Field(_Item):
    group: str
    subjects: list[_Subject]


class Declined(_Item):
    """A text that cannot be admitted, with what the reviewers tell the proposer."""

    code: str
    title: str
    situation: str
    analysis: str
    suggestions: list[str]
    explanation: str
    redirect: str | None = None

    def text(self) -> Text:
        return Text(self.title, self.situation, self.analysis, tuple(self.suggestions), "其他", "县委办公室", ())


OPENINGS = (
    "", "", "", "近年来，", "今年以来，界别小组多次到基层走访。", "前不久，我们到<a>、<b>实地走访，与干部群众座谈。", "调研中了解到，",
    "在委员接待日上，不少群众反映这一问题。", "去年冬天以来，我先后走访了<a>、<b>等地。", "结合本职工作，我对有关情况作了梳理。",
    "本届以来，委员们一直关注这一问题。",
)  # fmt: skip
CLOSINGS = (
    "", "", "这一问题群众关心、基层盼望，有必要尽早研究。", "<a>、<b>等地反映尤为集中。", "走访的<n>户群众中，多数希望尽快改善。",
    "问卷回收<m>份，近七成受访者认为应当优先解决。",
)  # fmt: skip


def _analysis(rng: Random, causes: list[str]) -> str:
    match rng.randrange(5):
        case 0:
            return "；".join(f"{ordinal}是{cause}" for ordinal, cause in zip("一二三", causes, strict=False)) + "。"
        case 1:
            rest = "".join(f"{word}，{cause}。" for word, cause in zip(("其次", "另外"), causes[1:], strict=False))
            return f"究其原因，首先，{causes[0]}。{rest}"
        case 2:
            return "。".join(causes) + "。"
        case 3:
            return "造成上述情况的原因是多方面的：" + "；".join(causes) + "。"
        case _:
            return "\n".join(f"（{ordinal}）{cause}。" for ordinal, cause in zip("一二三", causes, strict=False))


def _compose(subject: _Subject, variant: _Variant, group: str, rng: Random) -> Text:
    a, b = rng.sample(TOWNS, 2)
    names = {"a": a, "b": b, "n": str(rng.randint(23, 180)), "m": str(rng.randint(210, 960))}
    opening, closing = rng.choice(OPENINGS), rng.choice(CLOSINGS)
    causes = [variant.why, *rng.sample(subject.causes, min(len(subject.causes), rng.choice((1, 2, 2))))]
    rng.shuffle(causes)
    room = min(len(subject.measures), max(0, rng.choice((3, 3, 4, 5)) - len(variant.do)))
    suggestions = [*variant.do, *rng.sample(subject.measures, room)]

    def named(part: str) -> str:
        return re.sub(r"<([abnm])>", lambda found: names[found[1]], part)

    return Text(
        variant.title,
        named(f"{opening}{variant.now}{closing}"),
        named(_analysis(rng, causes)),
        tuple(named(suggestion) for suggestion in suggestions),
        group,
        subject.unit,
        tuple(subject.help),
    )


def fields() -> dict[str, list[list[Text]]]:
    """Field → its subjects → their texts, each about something of its own."""
    found: dict[str, list[list[Text]]] = {}
    for path in sorted(SUBJECTS.glob("field-*.yaml")):
        field = _Field.model_validate(yaml.safe_load(path.read_text("utf-8")))
        found.setdefault(field.group, []).extend(
            [_compose(subject, variant, field.group, Random(f"text {variant.title}")) for variant in subject.variants]
            for subject in field.subjects
        )
    return found


def declined() -> list[Declined]:
    rows = yaml.safe_load((SUBJECTS / "declined.yaml").read_text("utf-8"))
    return [Declined.model_validate(row) for row in rows]


_WORDS = (
    ("群众", "老百姓"), ("建议", "希望"), ("加强", "强化"), ("建立", "健全"), ("目前", "当前"), ("问题", "难题"), ("不足", "不够"),
    ("我县", "全县"), ("部分", "有的"), ("缺乏", "缺少"), ("老人", "老年人"), ("尚未", "还没有"), ("推进", "推动"), ("完善", "改进"),
    ("没有", "未"), ("每年", "年年"), ("制定", "出台"), ("统筹", "整合"), ("主要", "多"), ("严重", "突出"), ("鼓励", "支持"),
)  # fmt: skip


def reworded(text: Text) -> Text:
    """The same matter as another member would tell it: other words, the suggestions in another order."""

    def told(part: str) -> str:
        for word, other in _WORDS:
            part = part.replace(word, other)
        return part

    rng = Random(f"reworded {text.title}")
    order = list(text.suggestions)
    rng.shuffle(order)
    kept = order[: max(2, len(order) - 1)]
    sentences = re.split(r"(?<=。)", text.situation)
    situation = "近期走访中，群众对这件事反映较多。" + "".join(told(s) for s in sentences)
    matter = re.sub(r"^(进一步|切实)?(加强|推进|完善|解决|加快|做好|规范|提升)", "", text.matter)
    lead = "重视" if matter == text.matter else rng.choice(("着力做好", "认真研究"))
    tail = "" if matter.endswith(("问题", "工作")) else "有关工作"
    title = f"关于{lead}{matter}{tail}的提案"
    return replace(text, title=title, situation=situation, analysis=told(text.analysis),
                   suggestions=tuple(told(s) for s in kept))  # fmt: skip


def edited_copy(text: Text) -> Text:
    """A copy that somebody edited: a sentence more, the last suggestion gone."""
    return replace(
        text,
        title=f"关于尽快{text.matter}的提案"
        if not text.matter.startswith(("加快", "尽快"))
        else f"关于抓紧{text.matter}的提案",
        situation=text.situation + "去年也曾有委员提出过类似意见。",
        suggestions=text.suggestions[:-1] if len(text.suggestions) > 2 else text.suggestions,
    )


def too_thin(text: Text) -> Text:
    """What came in before the reviewers sent it back: one sentence, no reasons, a wish for a suggestion."""
    rng = Random(f"thin {text.title}")
    first = re.split(r"(?<=。)", text.situation)[0]
    wish = rng.choice((
        "希望有关部门高度重视，加强管理，加大力度。", "建议引起重视，采取有效措施尽快解决。", "请相关部门加大投入，切实抓好落实。",
        "建议进一步提高认识，把这项工作抓实抓好。",
    ))  # fmt: skip
    return replace(text, situation=first, analysis=rng.choice(("重视不够。", "原因是多方面的。", "工作还有差距。")),
                   suggestions=(wish,))  # fmt: skip
