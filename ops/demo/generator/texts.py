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
    "",
    "",
    "",
    "近年来，",
    "今年以来，界别小组多次到基层走访。",
    "前不久，我们到<a>、<b>实地走访，与干部群众座谈。",
    "调研中了解到，",
    "在委员接待日上，不少群众反映这一问题。",
    "去年冬天以来，我先后走访了<a>、<b>等地。",
    "结合本职工作，我对有关情况作了梳理。",
    "本届以来，委员们一直关注这一问题。",
)
CLOSINGS = (
    "",
    "",
    "这一问题群众关心、基层盼望，有必要尽早研究。",
    "<a>、<b>等地反映尤为集中。",
    "走访的<n>户群众中，多数希望尽快改善。",
    "问卷回收<m>份，近七成受访者认为应当优先解决。",
)


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


def _compose(subject: _Subject, variant: _Variant, group: str, context: list[str], rng: Random) -> Text:
    a, b = rng.sample(TOWNS, 2)
    names = {"a": a, "b": b, "n": str(rng.randint(23, 180)), "m": str(rng.randint(210, 960))}
    opening, closing = rng.choice(OPENINGS), rng.choice(CLOSINGS)
    causes = [variant.why, *rng.sample(subject.causes, min(len(subject.causes), rng.choice((1, 2, 2))))]
    rng.shuffle(causes)
    room = min(len(subject.measures), max(0, rng.choice((3, 3, 4, 5)) - len(variant.do)))
    suggestions = [*variant.do, *rng.sample(subject.measures, room)]
    main, *others = (unit if unit.startswith("县") else f"县{unit}" for unit in (subject.unit, *subject.help))
    endings = [
        "",
        "",
        f"。由{main}牵头，{others[0]}配合",
        f"。请{main}会同{others[-1]}拿出具体办法",
        "。力争年内见到成效",
        f"。所需经费由{main}商财政部门统筹安排" if subject.unit != "财政局" else "。所需经费在年初预算中单列",
    ]
    suggestions = [suggestion + rng.choice(endings) for suggestion in suggestions]
    situation = [opening, rng.choice(context), variant.now, closing]
    if rng.random() < 0.4:
        situation = [opening, variant.now, rng.choice(context), closing]

    def named(part: str) -> str:
        return re.sub(r"<([abnm])>", lambda found: names[found[1]], part)

    return Text(
        variant.title,
        named("".join(situation)),
        named(_analysis(rng, causes)),
        tuple(named(suggestion) for suggestion in suggestions),
        group,
        subject.unit,
        tuple(subject.help),
    )


def fields() -> dict[str, list[list[Text]]]:
    """Field → its subjects → their texts, each about something of its own."""
    found: dict[str, list[list[Text]]] = {}
    contexts: dict[str, list[str]] = yaml.safe_load((SUBJECTS / "context.yaml").read_text("utf-8"))
    for path in sorted(SUBJECTS.glob("field-*.yaml")):
        field = _Field.model_validate(yaml.safe_load(path.read_text("utf-8")))
        found.setdefault(field.group, []).extend(
            [
                _compose(subject, variant, field.group, contexts[field.group], Random(f"text {variant.title}"))
                for variant in subject.variants
            ]
            for subject in field.subjects
        )
    return found


def declined() -> list[Declined]:
    rows = yaml.safe_load((SUBJECTS / "declined.yaml").read_text("utf-8"))
    return [Declined.model_validate(row) for row in rows]


class _Again(_Item):
    of: str
    title: str
    situation: str
    analysis: str
    suggestions: list[str]


def told_again() -> dict[str, Text]:
    """Title → the same matter in another member's own words."""
    rows = yaml.safe_load((SUBJECTS / "again.yaml").read_text("utf-8"))
    by_title = {text.title: text for subjects in fields().values() for subject in subjects for text in subject}
    return {
        row.of: replace(
            by_title[row.of],
            title=row.title,
            situation=row.situation,
            analysis=row.analysis,
            suggestions=tuple(row.suggestions),
        )
        for row in map(_Again.model_validate, rows)
    }


def of_last_year(text: Text) -> str:
    """The title under which the same matter was proposed a year ago."""
    return f"关于{'重视和' if len(text.matter) < 20 else ''}{text.matter}的提案"


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
    told = rng.choice(
        ("群众对此反映较多，有必要重视。", "现状与群众的期盼还有差距。", "这项工作很重要，但做得还不够。")
    )
    wish = rng.choice(
        (
            "希望有关部门高度重视，加强管理，加大力度。",
            "建议引起重视，采取有效措施尽快解决。",
            "请相关部门加大投入，切实抓好落实。",
            "建议进一步提高认识，把这项工作抓实抓好。",
        )
    )
    return replace(
        text,
        situation=f"{text.matter}，是大家关心的事。{told}",
        analysis=rng.choice(("重视不够。", "原因是多方面的。", "工作还有差距。")),
        suggestions=(wish,),
    )
