"""The evening of a plenary on ``proposals up``: four hundred are filed, one clerk decides them all in one sitting, and
everybody's inbox says what became of theirs."""

import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document

from chassis.clock import WALL
from tests.support.caller import Caller, eventually
from tests.support.office import xlsx
from tests.support.platform import Platform

MEMBERS, EACH = 40, 10
FILED = MEMBERS * EACH
AT_ONCE = 8
PAGE = 100
PATIENCE = 180
GROUPS = ("民生", "城建")
"""Of the list, and of the item that is put elsewhere."""
STEPS = frozenset(
    {"filed", "returned", "refiled", "amended", "merged", "merged_into", "admitted", "redirect_asked", "withdrawn"}
)
"""What the review tells a proposer."""
LATE, CHANGED = 24, 25
"""Two of whom the clerk's list is out of date: withdrawn, and corrected by a colleague, while it was on the screen."""


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


def send(caller: Caller, path: str, body: Any) -> Any:
    """Once, however often it is asked: who has too much to do says later, and a connection that was idle may be closed
    at the moment that it is used again. The key is repeated, as a client would."""
    key = {"Idempotency-Key": secrets.token_hex(8)}
    answers: list[httpx.Response] = []

    def answered() -> bool:
        try:
            answers.append(caller.client.post(path, json=body, headers=key))
        except httpx.TransportError:
            return False
        return answers[-1].status_code != 503

    eventually(answered, PATIENCE, f"an answer of POST {path}")
    assert answers[-1].is_success, answers[-1].text
    return answers[-1].json()


def pages(caller: Caller, path: str) -> Iterator[list[dict[str, Any]]]:
    """Each page is asked for when the one before it is dealt with, as on a screen."""
    after: str | None = ""
    while after is not None:
        answer = caller.get(path + (f"&after={after}" if after else ""))
        assert answer.is_success, answer.text
        yield answer.json()["items"]
        after = answer.json()["next"]


def text(number: int) -> dict[str, Any]:
    return {
        "title": f"关于示例乡镇第{number:03d}号助餐点的提案",
        "situation": "助餐点只有四处。",
        "analysis": "场地不足，补贴偏低。",
        "suggestions": ["在每个街道至少增设两处助餐点。"],
    }


def number_of(proposal: dict[str, Any]) -> int:
    return int(proposal["text"]["title"][7:10])


def fate(number: int) -> str:
    """Of each twenty one is returned, one declined, one is master and one its child; the rest are admitted at once."""
    if number == LATE:
        return "withdraw"
    return {0: "return", 1: "decline", 2: "master", 3: "child"}.get(number % 20, "admit")


NUMBERS: dict[str, list[int]] = defaultdict(list)
for _number in range(FILED):
    NUMBERS[fate(_number)].append(_number)

TOLD = {
    "return": ("filed", "returned", "refiled", "admitted"),
    "decline": ("filed", "redirect_asked"),
    "master": ("filed", "merged", "admitted"),
    "child": ("filed", "merged_into"),
    "admit": ("filed", "admitted"),
    "withdraw": ("filed", "withdrawn"),
}
DECISIONS = frozenset({"admitted", "redirect_asked", "merged_into", "withdrawn"})


class Evening:
    """A county on its plenary's evening: one clerk, a colleague, and forty members."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.clerk, self.colleague = platform.caller("clerk"), platform.caller("clerk2")
        self.ids = [f"E{n:03d}" for n in range(MEMBERS)]
        self.members = {id: platform.caller(f"evening-{id}", roles=["member"], member_id=id) for id in self.ids}
        self.proposals: dict[int, str] = {}
        self.cases: dict[int, int] = {}
        """Number → case number."""

    def owner(self, number: int) -> str:
        return self.ids[number % MEMBERS]

    def by(self, number: int) -> Caller:
        return self.members[self.owner(number)]

    def prepare(self) -> None:
        lines = [(id, f"示例委员{id}", "经济界", "", "", 15) for id in self.ids]
        listed = xlsx(("编号", "姓名", "界别", "党派", "专委会", "届"), *lines)
        key = {"Idempotency-Key": "members"}
        assert self.clerk.client.post("/submission/members/import", content=listed, headers=key).is_success
        now = datetime.now(WALL)
        window = {
            "plenary_opens": (now - timedelta(hours=1)).isoformat(),
            "plenary_cutoff": (now + timedelta(hours=6)).isoformat(),
        }
        self.clerk.post("/submission/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})

    def file(self) -> None:
        def one(number: int) -> str:
            body = {"publish_consent": True, "text": text(number)}
            return send(self.by(number), "/submission/proposals", body)["id"]

        with ThreadPoolExecutor(AT_ONCE) as many:
            self.proposals = dict(zip(range(FILED), many.map(one, range(FILED)), strict=True))

    def batch(self, decision: str, items: list[dict[str, Any]], refused: dict[str, str], **why: Any) -> None:
        """One decision over many; ``refused`` (id → rule) is what it must say of those that it cannot be taken of."""
        told = send(self.clerk, f"/submission/review-batches/{decision}", {"items": items, **why})
        assert [one["id"] for one in told["items"]] == [item["id"] for item in items]
        assert {one["id"]: one["rule"] for one in told["items"] if one["rule"]} == refused
        assert (told["done"], told["refused"]) == (len(items) - len(refused), len(refused))
        if decision == "admit":
            numbers = {id: number for number, id in self.proposals.items()}
            given = [one for one in told["items"] if not one["rule"]]
            first = len(self.cases) + 1
            # In the order of the list, one after the other: what was refused has burnt none.
            assert [one["case_number"] for one in given] == list(range(first, first + len(given)))
            self.cases |= {numbers[one["id"]]: one["case_number"] for one in given}

    def decide(self, shown: dict[int, dict[str, Any]]) -> None:
        """What is on the screen, all of it but what is to be merged."""

        def items(wanted: str) -> list[dict[str, Any]]:
            return [{"id": shown[n]["id"], "etag": shown[n]["etag"]} for n in sorted(shown) if fate(n) == wanted]

        refused: dict[str, str] = {}
        late: list[dict[str, Any]] = []
        if LATE in shown:
            body = {"reason": "已另行反映。"}
            send(self.by(LATE), f"/submission/proposals/{self.proposals[LATE]}/withdraw", body)
            # Its state is what it is refused for, so it is named without the etag that had changed, too.
            late, refused = [{"id": self.proposals[LATE]}], {self.proposals[LATE]: "state"}
        if CHANGED in shown:
            path = f"/submission/proposals/{self.proposals[CHANGED]}/text"
            headers = {"If-Match": shown[CHANGED]["etag"], "Idempotency-Key": "typo"}
            corrected = text(CHANGED) | {"analysis": "场地不足，补贴偏低，已核对。"}
            answer = self.colleague.client.put(path, json=corrected, headers=headers)
            assert answer.is_success, answer.text
            refused[self.proposals[CHANGED]] = "stale"
        if items("return"):
            self.batch("return", items("return"), {}, comments="请补充数据。")
        if items("decline"):
            reason = {"reason_code": "vague", "explanation": "没有具体建议。", "redirect": "委员来信"}
            self.batch("decline", items("decline"), {}, **reason)
        nowhere = [{"id": "P-nowhere"}]
        elsewhere, *rest = items("admit")
        listed = [elsewhere | {"topic_group": GROUPS[1]}, *nowhere, *late, *rest]
        self.batch("admit", listed, refused | {"P-nowhere": "not-found"}, topic_group=GROUPS[0])

    def sit(self) -> None:
        """The filter stays while what is decided leaves the list, and each is seen once."""
        seen: set[int] = set()
        for page in pages(self.clerk, f"/submission/proposals?state=filed&limit={PAGE}"):
            shown = {number_of(one): one for one in page}
            assert len(shown) == len(page)
            assert not seen & shown.keys()
            seen |= shown.keys()
            self.decide(shown)
        assert seen == self.proposals.keys()

        def merge(master: int) -> None:
            body = {"children": [self.proposals[master + 1]], "opinion": "同一事项，合并办理。"}
            send(self.clerk, f"/submission/proposals/{self.proposals[master]}/merge", body)

        def refile(number: int) -> None:
            send(self.by(number), f"/submission/proposals/{self.proposals[number]}/refile", text(number))

        with ThreadPoolExecutor(AT_ONCE) as many:
            for _ in (*many.map(merge, NUMBERS["master"]), *many.map(refile, NUMBERS["return"])):
                pass
        for page in pages(self.clerk, f"/submission/proposals?state=filed&limit={PAGE}"):
            items = [{"id": one["id"], "etag": one["etag"]} for one in page]
            self.batch("admit", items, {}, topic_group=GROUPS[0])
        assert self.clerk.get("/submission/proposals?state=filed").json()["items"] == []

    def expected(self) -> dict[str, Counter[tuple[str, str]]]:
        """Member → what the review tells them of which proposal; of a merged one also the master's admission."""
        found: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for number, id in self.proposals.items():
            found[self.owner(number)].update((kind, id) for kind in TOLD[fate(number)])
        for master in NUMBERS["master"]:
            found[self.owner(master + 1)][("admitted", self.proposals[master])] += 1
        found[self.owner(CHANGED)][("amended", self.proposals[CHANGED])] += 1
        return found

    def inbox(self, id: str) -> list[dict[str, Any]]:
        return [one for page in pages(self.members[id], "/notification/notices?limit=200") for one in page]


def settled(platform: Platform, *services: str) -> Callable[[], bool]:
    """Every event that is out has been applied, so that whoever is told twice would be by now."""

    def found() -> bool:
        status = platform.status()
        return all(
            not status[name]["outbox"]["pending"]
            and not status[name]["parked"]
            and all(one["lag"] == 0 and one["applied"] == one["head"] for one in status[name]["consumer"].values())
            for name in services
        )

    return found


def test_four_hundred_are_decided_in_one_sitting_and_every_proposer_is_told_once(platform: Platform) -> None:
    platform.up()
    evening = Evening(platform)
    evening.prepare()
    evening.file()
    evening.sit()

    admitted = sorted((*NUMBERS["return"], *NUMBERS["master"], *NUMBERS["admit"]))
    assert sorted(evening.cases) == admitted
    assert sorted(evening.cases.values()) == list(range(1, len(admitted) + 1))
    outcomes = {
        "admitted": len(admitted),
        "declined": len(NUMBERS["decline"]),
        "merged": len(NUMBERS["child"]),
        "withdrawn": 1,
    }
    figures = evening.clerk.get("/submission/figures").json()
    assert figures["status"] == outcomes
    assert (figures["channel"], figures["kind"]) == ({"plenary": FILED}, {"individual": FILED})

    the_report_of_the_evening_counts_what_happened(evening, outcomes)
    everybody_is_told_what_became_of_theirs_once(evening)
    covered = {"admitted": len(admitted), "supervised": len(admitted), "coverage": 1.0}
    eventually(lambda: platform.status()["coverage"]["total"] == covered, PATIENCE, "all admitted ones are supervised")


def the_report_of_the_evening_counts_what_happened(evening: Evening, outcomes: dict[str, int]) -> None:
    answer = evening.clerk.get("/submission/review-reports/S15-1.docx")
    assert answer.is_success, answer.text
    document = Document(BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "草稿" not in words
    named = {"立案": "admitted", "不予立案": "declined", "并案": "merged", "撤回": "withdrawn"}
    overview = re.search(r"共收到提案(\d+)件，其中(.*)。并案提案并入(\d+)件主案。", words)
    assert overview is not None, words
    assert (int(overview[1]), int(overview[3])) == (FILED, len(NUMBERS["master"]))
    told = dict(re.findall(r"([^、\d]+)(\d+)件", overview[2]))
    assert {named[name]: int(count) for name, count in told.items()} == outcomes

    tables = {table.rows[0].cells[0].text: table for table in document.tables}
    # Cell by cell: a row's cells are looked up anew each time, which takes seconds among hundreds of rows.
    cells = {name: [cell.text for cell in table._cells] for name, table in tables.items()}
    channels = dict(zip(cells["提交时间"][:8], cells["提交时间"][8:], strict=True))
    assert (channels["提交时间"], int(channels["合计"])) == ("大会提案", FILED)
    assert {code: int(channels[name]) for name, code in named.items()} == outcomes
    assert cells["理由"][2:] == ["内容空泛、没有具体建议的", str(outcomes["declined"])]
    by_case = sorted((case, number) for number, case in evening.cases.items())
    listed = [
        one
        for case, number in by_case
        for one in (f"大会第{case}号", text(number)["title"], f"示例委员{evening.owner(number)}")
    ]
    # Of a master the proposers of what went into it are its proposers, too.
    for at, (_, number) in enumerate(by_case):
        if fate(number) == "master":
            listed[3 * at + 2] += f"、示例委员{evening.owner(number + 1)}"
    assert cells["案号"][3:] == listed
    assert cells["案由"][4::4] == [text(number)["title"] for number in NUMBERS["decline"]]


def everybody_is_told_what_became_of_theirs_once(evening: Evening) -> None:
    expected = evening.expected()
    wanted = sum(found.total() for found in expected.values())
    kinds = ", ".join(f"'{kind}'" for kind in sorted(STEPS))
    count = f"SELECT count(*) FROM notices WHERE addressee LIKE 'member:%' AND kind IN ({kinds})"
    platform = evening.platform
    eventually(lambda: int(platform.psql("notification", count)) >= wanted, PATIENCE, f"{wanted} notices")
    eventually(settled(platform, "submission", "supervision", "notification"), PATIENCE, "every event is applied")
    for id in evening.ids:
        inbox = evening.inbox(id)
        steps = [one for one in inbox if one["kind"] in STEPS]
        assert Counter((one["kind"], one["proposal_id"]) for one in steps) == expected[id], id
        assert {one["to"] for one in steps} == {f"member:{id}"}
        own = {evening.proposals[n]: n for n in evening.proposals if evening.owner(n) == id}
        decisions = {one["proposal_id"]: one for one in steps if one["kind"] in DECISIONS and one["proposal_id"] in own}
        assert decisions.keys() == own.keys()
        # Of another's nothing, but of the master that one's own went into.
        masters = {evening.proposals[n - 1] for n in own.values() if fate(n) == "child"}
        assert {one["proposal_id"] for one in inbox if one["proposal_id"]} <= own.keys() | masters
        for proposal_id, notice in decisions.items():
            number = own[proposal_id]
            assert text(number)["title"] in notice["text"]
            if number in evening.cases:
                assert f"案号{evening.cases[number]}，" in notice["text"]
            if fate(number) == "decline":
                assert all(word in notice["text"] for word in ("没有具体建议。", "委员来信"))
