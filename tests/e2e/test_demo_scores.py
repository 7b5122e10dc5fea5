"""The figures of evaluation over a sample county-year, by another hand: once more in SQL from the services' logs, and
once more by evaluation itself after its copy of the facts was lost."""

import json
from collections.abc import Generator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chassis.clock import wall_date
from ops import yearlyreport
from ops.demo.files import DATA
from services.evaluation.app import SERVICE
from tests.support.caller import Caller, eventually
from tests.support.platform import Platform

SUPPORT = Path(__file__).parents[1] / "support"
COUNTY = "330102"
LOGS = ("submission", "consultation", "supervision", "conversion", "evaluation")
BOARDS = ("six-problems", "five-gains")
GROUPED = ("trend?by=year", "trend?by=month", "trend?by=session", "units", "categories")


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


def computed_only() -> dict[str, Any]:
    """The shipped example's indicators that take no judge."""
    shares = {
        "consultation": ("consultations_held", 10), "timeliness": ("on_time", 10),
        "point_by_point": ("answered_point_by_point", 10), "adoption": ("adoption_rate", 10),
        "commitments": ("commitments_kept", 14), "satisfaction": ("signed_satisfaction", 14),
        "conversion": ("outcome_verified", 6),
    }  # fmt: skip
    indicators = [
        {"code": code, "name": code, "maximum": maximum, "expression": f"{fact} * {maximum}"}
        for code, (fact, maximum) in shares.items()
    ]
    categories = [{"name": "示例", "indicators": indicators}]
    return {"subject": "handling_quality", "title": "示例：只计事实", "categories": categories}


def assess_every_handling(platform: Platform, admin: Caller, clerk: Caller) -> str:
    """Of every unit and every admitted proposal that it handled, by a scheme that no judge is asked for."""
    scheme = admin.post("/evaluation/schemes", computed_only())["id"]
    pairs = platform.psql(
        "evaluation",
        "SELECT DISTINCT h.unit_id, h.proposal_id FROM fact_handlings h "
        "JOIN fact_proposals p USING (county, proposal_id) "
        f"WHERE county = '{COUNTY}' AND p.review = 'admitted' AND (h.lifted IS NOT TRUE OR h.replied_on IS NOT NULL)",
    ).splitlines()
    for unit, proposal in (pair.split("|") for pair in sorted(pairs)):
        body = {"scheme_id": scheme, "proposal_id": proposal, "unit_id": unit}
        id = clerk.post("/evaluation/assessments", body)["id"]
        clerk.post(f"/evaluation/assessments/{id}/compute")
    return scheme


def logs_in_one_place(platform: Platform) -> None:
    """The services' stores are apart; here their logs stand side by side."""
    platform.psql("postgres", "CREATE DATABASE scores")
    platform.psql("scores", "CREATE TABLE e (service text, seq bigint, id text, type text, data jsonb, at timestamptz)")
    for service in LOGS:
        rows = platform.psql(
            service,
            "SELECT coalesce(json_agg(json_build_array(seq, aggregate_id, split_part(type, '.', 2), data::json, "
            "occurred_at)), '[]') "
            f"FROM event_log WHERE county = '{COUNTY}' AND type NOT LIKE '%PolicyChanged%'",
        )
        file = platform.state / f"{service}.json"
        file.write_text(rows, "utf-8")
        file.chmod(0o644)
        platform.psql(
            "scores",
            f"INSERT INTO e SELECT '{service}', (x ->> 0)::bigint, x ->> 1, x ->> 2, x -> 3, "
            "(x ->> 4)::timestamptz "
            f"FROM jsonb_array_elements(pg_read_file('{file}')::jsonb) x",
        )
    platform.psql("scores", "CREATE INDEX ON e (type); CREATE INDEX ON e (id); ANALYZE e")


def in_sql(platform: Platform, name: str, today: str = "current_date") -> list[list[str]]:
    found = platform.psql("scores", (SUPPORT / name).read_text("utf-8").replace(":today", today))
    return [line.split("|") for line in found.splitlines()]


def results(platform: Platform) -> dict[str, dict[str, Any]]:
    """What evaluation has stored of each assessment."""
    rows = platform.psql("evaluation", "SELECT json_build_array(id, state::json) FROM assessments")
    return {id: state for id, state in map(json.loads, rows.splitlines()) if state["result"]}


def lose_the_facts(platform: Platform) -> None:
    """All that evaluation has heard of the others, and its memory of having heard it."""
    facts = ", ".join(SERVICE.consumed_tables)
    platform.psql("evaluation", f"TRUNCATE {facts}, inbox, positions, progress, taken_types")


def boards(chair: Caller) -> dict[str, Any]:
    """Both boards by every group, as they are seen at one time or another: without the moment."""
    found: dict[str, Any] = {}
    for board in BOARDS:
        for by in GROUPED:
            table = chair.get(f"/evaluation/boards/{board}/{by}").json()
            found[f"{board}/{by}"] = {name: table[name] for name in ("columns", "lines")}
    return found


def figures(found: dict[str, Any]) -> dict[tuple[str, str, str, str], tuple[Decimal, Decimal]]:
    """(board, number, part, year) → sums, where there is anything to divide by."""
    return {
        (board, str(line["number"]), line["part"] or "", column["key"] or ""): (
            Decimal(repr(one["numerator"])),
            Decimal(repr(one["denominator"])),
        )
        for board in BOARDS
        for line in found[f"{board}/trend?by=year"]["lines"]
        for column, one in zip(found[f"{board}/trend?by=year"]["columns"], line["figures"], strict=True)
        if one["denominator"]
    }


@pytest.mark.usefixtures("letter_fonts")
@pytest.mark.parametrize("size", ["small"])
def test_every_figure_is_what_sql_makes_of_the_logs_and_stays_so_after_a_replay(platform: Platform, size: str) -> None:
    assert (DATA / size).is_dir()
    done = platform.command("up", "--detach", "--port", str(platform.port), "--demo", size)
    assert done.returncode == 0, done.stdout + done.stderr
    clerk = platform.caller("clerk-scores", name="示例", roles=["clerk"], counties=[COUNTY])
    admin = platform.caller("admin-scores", name="示例", roles=["county_admin"], counties=[COUNTY])
    scheme = assess_every_handling(platform, admin, clerk)
    ranking = clerk.post("/evaluation/rankings", {"scheme_id": scheme, "title": "示例"})

    logs_in_one_place(platform)
    stored = results(platform)
    checked = 0
    for assessment, code, points in in_sql(platform, "scores.sql"):
        state = stored[assessment]
        if state["scheme_id"] == scheme:
            assert f"{state['result']['points'][code]:.2f}" == points, (assessment, code, state["result"]["why"])
            checked += 1
    assert checked == 7 * sum(unit["assessments"] for unit in ranking["units"])
    assert len({state["result"]["total"] for state in stored.values()}) > 3  # they are not all alike

    frozen = {one["scheme_id"]: one for one in clerk.get("/evaluation/rankings").json()["items"]}
    assert len(frozen) == 2
    ranked = in_sql(platform, "judged.sql")
    for id, one in frozen.items():
        assert [row[1:] for row in ranked if row[0] == id] == [
            [unit["unit_id"], str(unit["rank"]), f"{unit['score']:.2f}", str(unit["assessments"])]
            for unit in one["units"]
        ]

    shown = boards(clerk)
    today = wall_date(datetime.fromisoformat(clerk.get("/evaluation/boards/six-problems/trend").json()["at"]))
    rows = in_sql(platform, "boards.sql", f"date '{today}'")
    by_sql = {(b, n, part, year): (Decimal(up), Decimal(down)) for b, n, part, year, up, down in rows if float(down)}
    assert figures(shown) == by_sql
    assert len(by_sql) > 25
    report = yearlyreport.make(platform.origin, platform.state / "report")
    assert [path.read_bytes()[:4] for path in report] == [b"%PDF", b"PK\x03\x04"]

    before = clerk.get(f"/evaluation/rankings/{ranking['id']}/comparison").json()
    assert (before["again"]["same"], before["now"]["same"]) == (True, True)
    # The broker holds nothing over a restart: every service sends its history once more.
    lose_the_facts(platform)
    assert platform.command("down").returncode == 0
    platform.up()

    def whole() -> bool:
        found = clerk.get(f"/evaluation/rankings/{ranking['id']}/comparison")
        return found.is_success and found.json() == before and boards(clerk) == shown

    eventually(whole, 120, "the same ranking and the same boards from replayed facts")
