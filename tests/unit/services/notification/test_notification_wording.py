"""Templates are data, facts are text: a fact is never taken for a template."""

import json

import pytest
from pydantic import ValidationError

from services.notification.wording import LONGEST_FACT, POLICY, Wording, language, render

DEFAULT = POLICY.default()


def test_dates_and_moments_read_as_people_write_them() -> None:
    facts = {
        "proposal": "关于示例的提案",
        "due": "2026-06-30",
        "unit": "示例单位",
        "phase": "before",
        "place": "示例会议室",
        "at": "2026-06-30T17:30:00+00:00",
    }
    _, zh = render(DEFAULT, "consultation_scheduled", facts, "zh")
    assert zh == (
        "示例单位将在2026年6月30日前就提案《关于示例的提案》与您开展办前协商。"
        "时间：2026年7月1日 01:30。地点：示例会议室。"
    )
    _, en = render(DEFAULT, "consultation_scheduled", facts, "en")
    assert "by 30 June 2026. When: 1 July 2026 01:30. Where: 示例会议室." in en


def test_an_optional_part_is_left_out_where_a_fact_is_missing() -> None:
    facts = {"proposal": "关于示例的提案", "due": "2026-06-30", "unit": "示例单位", "phase": "before", "place": None}
    _, zh = render(DEFAULT, "consultation_scheduled", facts, "zh")
    assert zh == "示例单位将在2026年6月30日前就提案《关于示例的提案》与您开展办前协商。"


def test_a_fact_that_looks_like_a_template_stays_what_it_is() -> None:
    facts = {"proposal": "[{reason}]", "reason": "{proposal} [x]"}
    _, zh = render(DEFAULT, "withdrawn", facts, "zh")
    assert zh == "提案《[{reason}]》已撤回。原因：{proposal} [x]"


def test_a_long_fact_is_cut_and_the_link_has_the_whole() -> None:
    _, zh = render(DEFAULT, "withdrawn", {"proposal": "关于示例的提案", "reason": "长\n" * 500}, "zh")
    assert zh.endswith("…")
    assert len(zh) < LONGEST_FACT + 40


def test_a_county_may_change_some_and_the_rest_stays_as_shipped() -> None:
    filed = {"title": {"zh": "收到", "en": "Got it"}, "text": {"zh": "《{proposal}》", "en": "“{proposal}”"}}
    wording = POLICY.validate({"notices": {"filed": filed}, "terms": {}})
    assert render(wording, "filed", {"proposal": "示例"}, "en") == ("Got it", "“示例”")
    assert render(wording, "accepted", {"proposal": "示例", "unit": "示例单位"}, "zh") == render(
        DEFAULT, "accepted", {"proposal": "示例", "unit": "示例单位"}, "zh"
    )
    assert "办前" in render(wording, "phase_waived", {"proposal": "示例", "phase": "before", "reason": "r"}, "zh")[1]


@pytest.mark.parametrize("text", ["{contact}", "{unit}", "[{nothing}]"])
def test_a_template_may_use_only_the_facts_of_its_kind(text: str) -> None:
    words = {"zh": text, "en": text}
    with pytest.raises(ValidationError, match="filed has no fact"):
        Wording.model_validate_json(json.dumps({"notices": {"filed": {"title": words, "text": words}}, "terms": {}}))


def test_chinese_unless_english_is_preferred() -> None:
    assert [language(wanted) for wanted in ("", "zh-CN,en", "en-GB,zh", "EN", "fr")] == ["zh", "zh", "en", "en", "zh"]
