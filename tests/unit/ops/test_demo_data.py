"""The demo counties as they lie in the repository: playable, complete, in the proportions of practice."""

import io
import re
from datetime import timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import docx
import pytest
import yaml
from python_calamine import CalamineError, CalamineWorkbook

from ops.demo.files import DATA, Files
from ops.demo.generator import build, county
from ops.demo.generator.contents import contents
from ops.demo.generator.report import counted
from ops.demo.order import load
from ops.demo.script import Handling, Proposal, Reply, Script
from services.evaluation import scheme
from services.submission.proposal import policy, word
from services.submission.proposal.form import Draft, compose

SIZES = ("small", "county")
FILING = policy.FilingPolicy.model_validate(
    yaml.safe_load(Path(policy.__file__).with_name("policy.yaml").read_text("utf-8"))
)

EVERY_FATE = (
    """
collective, joint, fulfilled bookings, returned for revision, declined, withdrawn, merged, key, extensions, tracked,
repeating an earlier one, returned by units, class A, class B, class C, disputed meetings, closed unsigned,
dissatisfied with the first result, promises verified, promises missed, outcomes verified, outcomes rejected,
instructions alone, proposals assessed, handlings assessed
""".replace("\n", " ")
    .strip()
    .split(", ")
)


@cache
def script(size: str) -> Script:
    return load(DATA / size)


@cache
def files(size: str) -> Files:
    return Files(DATA / size)


@cache
def produced() -> county.County:
    return county.build()


def table(path: str) -> list[dict[str, str]]:
    header, *rows = CalamineWorkbook.from_path(str(DATA / path)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]


def lines(data: bytes) -> list[str]:
    """Paragraphs and soft breaks alike begin a line."""
    return [line.strip() for p in docx.Document(io.BytesIO(data)).paragraphs for line in p.text.split("\n")]


def keys(p: Proposal) -> list[str]:
    return [p.text, *(step.text for step in p.review if step.text is not None)]


def draft(size: str, key: str) -> Draft:
    """As the platform takes it: a Word file through its own reader, a row as it stands."""
    written = files(size).word(key)
    if written is None:
        row = files(size).row(key)
        suggestions = row["suggestions"]
        assert isinstance(suggestions, list)
        return Draft(str(row["title"]), str(row["situation"]), str(row["analysis"]), tuple(suggestions))
    parsed = word.parse(written)
    assert parsed.warnings == ()
    return Draft(
        title=parsed.title,
        situation=parsed.situation,
        analysis=parsed.analysis,
        suggestions=parsed.suggestions,
    )


def handled(size: str) -> list[tuple[Proposal, Handling, Reply]]:
    return [(p, h, r) for p in script(size).proposals for h in p.handlings for r in h.replies]


def test_the_generator_writes_what_is_committed() -> None:
    written = contents()
    committed = {str(path.relative_to(DATA)): path.read_bytes() for path in DATA.rglob("*") if path.is_file()}
    assert sorted(committed) == sorted(written)
    assert [name for name, data in written.items() if committed[name] != data] == []


def test_the_folder_stays_small() -> None:
    sizes = {path: path.stat().st_size for path in DATA.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 3_000_000
    assert max(size for path, size in sizes.items() if path.suffix == ".docx") < 20_000


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("filed between sessions", 22 / 220, 22 / 220),
        ("fulfilled bookings", 23 / 220, 23 / 220),
        ("collective", 18 / 220, 18 / 220),
        ("joint", 20 / 220, 30 / 220),
        ("declined", 0.05, 0.08),
        ("withdrawn", 2 / 220, 3 / 220),
        ("merged", 0.03, 0.08),
        ("returned for revision", 8 / 220, 12 / 220),
        ("key", 0.18, 0.22),
        ("handlings per admitted", 1.5, 3.7),
        ("class A", 0.45, 0.62),
        ("class B", 0.25, 0.40),
        ("class C", 0.08, 0.16),
        ("late replies", 0.04, 0.08),
        ("signed by passkey", 0.6, 0.8),
        ("dissatisfied with the first result", 4 / 203, 5 / 203),
        ("with an outcome", 0.40, 0.50),
        ("excellent", 0.01, 0.03),
    ],
)
def test_a_share_is_as_in_practice(figure: str, low: float, high: float) -> None:
    count, of = counted(script("county"))[figure]
    assert of is not None
    assert low - 1e-9 <= count / of <= high + 1e-9


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("filed", 220, 220),
        ("returned by units", 9, 11),
        ("returns refused", 1, 1),
        ("disputed meetings", 2, 3),
        ("dissatisfied again", 1, 1),
        ("dissatisfied with the process alone", 2, 3),
        ("still unsigned", 5, 7),
        ("closed unsigned", 1, 2),
        ("promises missed", 1, 20),
        ("promises released", 1, 10),
        ("outcomes rejected", 1, 10),
        ("instructions alone", 1, 10),
        ("proposals assessed", 18, 22),
        ("handlings assessed", 22, 28),
        ("advanced units", 5, 5),
        ("service issues", 6, 6),
        ("tracked", 2, 3),
        ("bookings that lapse", 1, 5),
        ("distinct moments", 200, 320),
    ],
)
def test_a_number_is_as_in_practice(figure: str, low: int, high: int) -> None:
    assert low <= counted(script("county"))[figure][0] <= high


def test_small_is_small_and_meets_every_fate() -> None:
    found = counted(script("small"))
    assert found["filed"][0] <= 14
    assert found["distinct moments"][0] <= 70
    assert [figure for figure in EVERY_FATE if not found[figure][0]] == []
    assert any(step.do == "undo_merge" for p in script("small").proposals for step in p.review)


@pytest.mark.parametrize("size", SIZES)
def test_every_text_is_there_and_keeps_the_form(size: str) -> None:
    for p in script(size).proposals:
        for key in keys(p):
            compose(draft(size, key), FILING.text_rules)


def test_a_word_file_holds_its_parts_and_says_what_was_written() -> None:
    texts = {key: text for key, _, text in produced().texts()}
    found = sorted((DATA / "county" / "proposals").glob("*.docx"))
    assert 45 <= len(found) <= 55
    for path in found:
        text = texts[path.stem]
        assert lines(path.read_bytes())[0] == f"案由：{text.title}"
        read = draft("county", path.stem)
        assert (read.title, list(read.suggestions)) == (text.title, list(text.suggestions))
        assert (read.situation, read.analysis.split()) == (text.situation, text.analysis.split())


@pytest.mark.parametrize("size", SIZES)
def test_everybody_in_the_script_is_in_the_directory(size: str) -> None:
    members = {row["编号"] for row in table(f"{size}/members.xlsx")}
    units = {row["编号"] for row in table(f"{size}/units.xlsx")}
    officers = {row["编号"]: row["授权人编号"].split("、") for row in table(f"{size}/bodies.xlsx")}
    archive = {f"A-2025-{int(float(row['案号']))}" for row in table(f"{size}/archive.xlsx")}
    assert all(set(found) <= members for found in officers.values())
    for p in script(size).proposals:
        assert {p.first_proposer, *(c.member for c in p.cosigns), *(s.member for s in p.sign_offs)} <= members
        assert {u for h in p.handlings for u in (h.unit, h.holder)} <= units
        assert p.body is None or p.first_proposer in officers[p.body]
        assert {step.repeats for step in p.review if step.repeats} <= archive
        assert {step.reason_code for step in p.review if step.do == "decline"} <= FILING.decline_reasons.keys()
    assert {t.archive_id for t in script(size).tracked} <= archive
    assert {a.unit for a in script(size).advanced_units} <= units


@pytest.mark.parametrize("size", SIZES)
def test_a_reply_answers_each_suggestion_that_is_its_own(size: str) -> None:
    for p, h, reply in handled(size):
        text = next((step.text for step in reversed(p.review) if step.text), None) or p.text
        count = len(draft(size, text).suggestions)
        assert sorted(a.suggestion for a in reply.answers) == (h.suggestions or list(range(1, count + 1)))
        for a in reply.answers:
            assert (a.adoption == "planned") == (a.promise is not None) == (a.due_day is not None)
            assert a.due_day is None or reply.issued.day < a.due_day <= 500
    for p in script(size).proposals:
        own = [n for h in p.handlings if h.role == "split" for n in h.suggestions]
        assert own == list(range(1, len(own) + 1))
        promised = {
            (h.unit, r.cycle, a.suggestion) for h in p.handlings for r in h.replies for a in r.answers if a.promise
        }
        assert {(q.unit, q.cycle, q.suggestion) for q in p.promises} <= promised


def test_units_give_back_within_three_calendar_days() -> None:
    returns = [(h, h.returned) for p in script("county").proposals for h in p.handlings if h.returned]
    assert all(timedelta(days=r.decided.day - h.issued.day) <= timedelta(days=3) for h, r in returns)


@pytest.mark.parametrize("size", SIZES)
def test_nobody_urges_or_extends_what_is_answered(size: str) -> None:
    for p in script(size).proposals:
        answered = {h.unit: h.replies[0].issued.order for h in p.handlings if h.replies}
        assert all(step.when.order < answered[step.unit] for step in (*p.extensions, *p.urges))


def test_key_numbers_go_to_the_three_principals_and_others_bear_two_or_three() -> None:
    keyed = [p.key for p in script("county").proposals if p.key]
    principals = {key.key_number: key.leader for key in keyed if key.key_number}
    assert principals == {1: "县委书记", 2: "县长", 3: "县政协主席"}
    others = [key.leader for key in keyed if key.key_number is None]
    assert {others.count(leader) for leader in others} <= {2, 3}


@pytest.mark.parametrize("size", SIZES)
def test_points_fit_the_example_schemes(size: str) -> None:
    maxima: dict[str, dict[str, float]] = {}
    for name in ("example_proposal", "example_handling"):
        path = Path(scheme.__file__).with_name(f"{name}.yaml")
        content = yaml.safe_load(path.read_text("utf-8"))
        indicators = [i for category in content["categories"] for i in category["indicators"] if "formula" not in i]
        maxima[content["subject"]] = {i["code"]: i["maximum"] for i in indicators}
    for p in script(size).proposals:
        for a in p.assessments:
            judged = maxima["proposal_quality" if a.unit is None else "handling_quality"]
            assert a.unit is None or a.unit in {h.unit for h in p.handlings}
            assert 3 <= len(a.points) <= 5
            for points in (*a.points.values(), *([a.self_assessment] if a.unit else [])):
                assert points.keys() == judged.keys()
                assert all(0 <= value <= judged[code] for code, value in points.items())


def test_no_identity_and_no_telephone_number_stands_anywhere() -> None:
    number = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
    for path in sorted(DATA.rglob("*")):
        if path.suffix == ".docx":
            text = "\n".join(lines(path.read_bytes()))
        elif path.suffix == ".xlsx" and path.name != "text.xlsx":
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
            text = "\n".join(str(value) for row in sheet.to_python() for value in row)
        elif path.is_file():
            text = path.read_text("utf-8")
        else:
            continue
        assert number.search(text) is None, path.name


def test_people_and_units_are_visibly_samples() -> None:
    for size in SIZES:
        assert all(row["姓名"].startswith("示例") for row in table(f"{size}/members.xlsx"))
        assert all(row["名称"].startswith(("示例县", "县委")) for row in table(f"{size}/units.xlsx"))


def _likeness(one: build.Text, other: build.Text) -> float:
    def pieces(text: build.Text) -> set[str]:
        whole = "".join((text.title, text.situation, text.analysis, *text.suggestions))
        return {whole[n : n + 3] for n in range(len(whole) - 2)}

    a, b = pieces(one), pieces(other)
    return len(a & b) / len(a | b)


def test_only_what_was_meant_to_be_alike_is_alike() -> None:
    plans = produced().plans
    alike = [{p.ref, q.ref} for p, q in combinations(plans, 2) if _likeness(p.text, q.text) > 0.4]
    copies = [
        {p.ref, p.master} for p in plans if p.review == "child" and p.text.title.startswith(("关于尽快", "关于抓紧"))
    ]
    assert sorted(map(sorted, alike)) == sorted(map(sorted, copies))
    told_again = [p for p in plans if p.master and {p.ref, p.master} not in copies]
    assert len(copies) == 5
    assert len(told_again) == 6
    by_ref = {p.ref: p for p in plans}
    assert all(p.text.unit == by_ref[p.master or ""].text.unit for p in told_again)


def test_bad_files_are_bad_in_the_way_their_names_say() -> None:
    assert "姓名" not in table("bad/members-wrong-column.xlsx")[0]
    assert [row["系统"] for row in table("bad/units-bad-row.xlsx")] == ["政府", "企业"]
    with pytest.raises(CalamineError):
        CalamineWorkbook.from_path(str(DATA / "bad/text.xlsx"))
    for name, missing in (("no-suggestions", "建议"), ("no-headings", "小标题")):
        with pytest.raises(word.NotAProposal, match=missing):
            word.parse((DATA / f"bad/{name}.docx").read_bytes())
