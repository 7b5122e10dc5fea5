"""What letters say, for every record that there may be."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from contracts.base import DomainRefusal
from contracts.consultation import Answer, Commitment
from contracts.letter import Document, numeral
from services.consultation.letter import domain
from services.consultation.letter.domain import assignment_letter, minutes, reply_letter
from services.consultation.letter.wording import Wording
from services.consultation.meeting import domain as meetings
from services.consultation.reply import domain as replies
from tests.support.letters import DAY, WORDING, a_case, a_consultation, a_letter, an_assignment, an_issued_reply


def said(document: Document) -> str:
    return "\n".join(one.name + one.text for one in document.body)


@pytest.mark.parametrize(
    ("n", "chinese"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二"), (100, "一百"),
        (105, "一百〇五"), (110, "一百一十"), (999, "九百九十九"), (1000, "1000"), (0, "0"),
    ],
)  # fmt: skip
def test_numbers_as_headings_count(n: int, chinese: str) -> None:
    assert numeral(n) == chinese


@pytest.mark.parametrize("state", [state for state in get_args(replies.State) if state != "issued"])
def test_no_letter_shows_what_was_not_issued_as_issued(state: Any) -> None:
    """Even where a number were there: only the issue makes a letter of it."""
    draft = a_letter(an_issued_reply(state=state))
    assert (draft.watermark, draft.number, draft.date_shown, draft.printed_on) == (
        "草稿",
        "（未编号）",
        "（未签发）",
        "",
    )
    issued = a_letter(an_issued_reply())
    assert (issued.watermark, issued.number, issued.date_shown) == (None, "示例教提函〔2026〕12号", "2026年6月3日")


def test_each_suggestion_is_answered_under_its_own_heading() -> None:
    answers = tuple(Answer(suggestion=n, adoption="adopted", why=f"已办{n}。") for n in range(1, 51))
    case = a_case(texts={n: f"建议{n}。" for n in range(1, 50)})
    letter = a_letter(an_issued_reply(answers=answers), case)
    headings = [one.text for one in letter.body if one.style == "heading"]
    assert len(headings) == 50
    assert headings[41] == "四十二、关于第42条建议“建议42”"
    assert headings[49] == "五十、关于第50条建议"  # its text is not known here


def test_a_promise_stands_with_its_day_and_a_long_suggestion_is_cut() -> None:
    promise = Commitment(promise="建成\n等候区。", due=date(2026, 12, 31))
    answer = Answer(suggestion=1, adoption="planned", why="列入计划。\n\n  已选址。", commitment=promise)
    letter = a_letter(an_issued_reply(answers=(answer,)), a_case(texts={1: "长" * 61 + "\n第二段"}))
    assert "办理承诺：建成 等候区（2026年12月31日前完成）。" in said(letter)
    assert "列入计划。\n已选址。" in said(letter)
    assert f"“{'长' * 60}……”" in said(letter)


@pytest.mark.parametrize(
    ("members", "bodies", "addressee", "you"),
    [
        (("甲",), (), "甲委员", "您"),
        (("甲", "乙"), (), "甲、乙委员", "你们"),
        ((), ("示例县工商联",), "示例县工商联", "贵单位"),
        (("甲",), ("示例县工商联",), "示例县工商联、甲委员", "你们"),
    ],
)
def test_whom_a_reply_speaks_to(members: Any, bodies: Any, addressee: str, you: str) -> None:
    letter = a_letter(an_issued_reply(), a_case(members=members, bodies=bodies))
    assert letter.addressee == addressee
    assert letter.body[0].text.startswith(f"{you}提出的《")
    assert letter.primary is None


def test_of_many_proposers_all_are_named_where_copies_are_listed() -> None:
    names = tuple(f"示例委员{n}" for n in range(1, 22))
    letter = a_letter(an_issued_reply(), a_case(members=names))
    assert letter.addressee == "示例委员1等21位提案者"
    assert letter.primary == "、".join(names)


def test_a_letter_that_opens_by_itself_is_not_opened_twice() -> None:
    own = f"您提出的《{a_case().title}》收悉。现答复如下。\n办理情况如下。"
    assert said(a_letter(an_issued_reply(text=own))).count("收悉") == 1
    assert said(a_letter(an_issued_reply(text="办理情况如下。"))).count("收悉") == 1


def test_helpers_are_named_with_or_without_their_word_and_told() -> None:
    letter = a_letter(an_issued_reply(helped=("U2",), silent=("U3",)))
    assert "会办单位：示例县公安局。" in said(letter)
    assert "会办单位示例县城市管理局截至本函印发时未反馈会办意见。" in said(letter)
    assert (letter.copies or "").endswith("，示例县公安局，示例县城市管理局")
    alone = a_letter(an_issued_reply())
    assert "会办" not in said(alone)


def test_what_a_county_leaves_out_is_not_there() -> None:
    bare = WORDING.model_copy(
        update={"reply": WORDING.reply.model_copy(update={"copies": (), "shows_signatory": False})}
    )
    letter = a_letter(an_issued_reply(), wording=bare)
    assert (letter.copies, letter.signed_by) == (None, None)


def test_a_record_is_never_read_as_a_template() -> None:
    letter = a_letter(an_issued_reply(text="{county}{0.__class__}"), a_case(title="关于{unit}的提案"))
    assert "关于{unit}的提案" in said(letter)
    assert "{county}{0.__class__}" in said(letter)


def test_the_notice_of_a_split_unit_lists_its_own_suggestions() -> None:
    case = a_case(texts={1: "一", 2: "二"})
    notice = assignment_letter(
        an_assignment(role="split", suggestions=(2,)), case, WORDING, unit="示例县教育局", beside=[], on=DAY
    )
    assert "交你单位分别办理" in said(notice)
    assert "请你单位答复的建议\n2. 二" in said(notice)
    assert "1. 一" not in said(notice)
    assert "其他承办单位" not in said(notice)
    assert len(notice.signers) == 3
    between = assignment_letter(
        an_assignment(), a_case(channel="between_sessions"), WORDING, unit="示例县教育局", beside=[], on=DAY
    )
    assert between.number == "示例平提交〔2026〕12号"
    assert "平时第12号提案" in between.title


@pytest.mark.parametrize("state", get_args(meetings.State))
def test_there_are_minutes_of_what_was_recorded_alone(state: Any) -> None:
    held = a_consultation(state=state, finding="经核实属实。" if state in ("stands", "struck") else None)
    if state in ("called_for", "declined", "scheduled", "called_off", "waived", "released"):
        with pytest.raises(DomainRefusal, match="no minutes") as refusal:
            domain.held_on(held)
        assert refusal.value.rule == "not-held"
        return
    letter = minutes(held, a_case(), WORDING, unit="示例县教育局", members={"M1": "示例委员1"}, on=domain.held_on(held))
    counts = state in ("confirmed", "stands")
    assert (letter.watermark is None) == counts
    assert ("核实意见：经核实属实。" in said(letter)) == (state in ("stands", "struck"))
    assert ("异议：没有谈到" in said(letter)) == (state in ("disputed", "struck"))
    assert letter.signers == ()


def test_the_shipped_wording_fills_every_letter() -> None:
    """A name in braces that a kind of letter does not know would only show when the letter is asked for."""
    shipped = yaml.safe_load((Path(domain.__file__).parent / "policy.yaml").read_text("utf-8"))
    wording = Wording.model_validate(shipped)
    case = a_case()
    letters = [
        reply_letter(an_issued_reply(), case, wording, unit="单位", units={}, on=DAY),
        assignment_letter(an_assignment(), case, wording, unit="单位", beside=[("helper", "他")], on=DAY),
        minutes(a_consultation(), case, wording, unit="单位", members={}, on=DAY),
    ]
    for letter in letters:
        assert "{" not in letter.model_dump_json().replace('{"', "").replace(":{", "")
    assert datetime(2026, 6, 3, tzinfo=UTC).date() == letters[0].dated


def test_minutes_name_their_files_and_what_a_dispute_added_apart() -> None:
    facts = {"media_type": "image/png", "bytes": 1, "sha256": "0", "scanned": True, "added_at": DAY}
    files = [
        {"attachment_id": purpose, "name": f"{name}.png", "purpose": purpose} | facts
        for name, purpose in (("现场", "photo"), ("签到表", "material"), ("反映", "evidence"))
    ]
    document = minutes(a_consultation(documents=files), a_case(), WORDING, unit="单位", members={}, on=DAY)
    assert [one.text for one in document.body if one.name in ("附件", "异议材料")] == [
        "现场.png；签到表.png",
        "反映.png",
    ]
    assert "附件" not in said(minutes(a_consultation(), a_case(), WORDING, unit="单位", members={}, on=DAY))
