import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import DomainRefusal
from services.submission.proposal.form import Draft, Finding, compose, plain_length
from services.submission.proposal.policy import POLICY, PRECHECK
from services.submission.proposal.precheck import check, masked, personal_data

FILING = POLICY.default()
RULES = FILING.text_rules
ADVICE = PRECHECK.default().rules(FILING)
GOOD = Draft(
    "关于增设老年助餐点的提案",
    "全县六十岁以上老人占三成，助餐点只有四处，乡镇老人吃饭难。",
    "场地不足，助餐补贴标准偏低，社会力量进入意愿不强。",
    ("由民政局牵头，三年内在每个街道增设两处老年助餐点。", "把助餐补贴提高到每餐三元，列入财政预算。"),
)


def draft(**changes: object) -> Draft:
    return Draft(**{**GOOD.__dict__, **changes})  # pyright: ignore[reportArgumentType]


def of(found: list[Finding]) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.part, f.suggestion) for f in found]


def test_a_good_text_has_no_finding() -> None:
    assert check(GOOD, RULES, ADVICE) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "助餐点太少"}, ("title-form", "title", None)),
        ({"title": "关于" + "助" * 60 + "的提案"}, ("too-long", "title", None)),
        ({"situation": ""}, ("part-missing", "situation", None)),
        ({"analysis": "补贴" * 2000}, ("too-long", "analysis", None)),
        ({"suggestions": ()}, ("suggestion-count", "suggestions", None)),
        ({"suggestions": (GOOD.suggestions[0], "增设助餐点")}, ("suggestion-short", "suggestions", 2)),
    ],
)
def test_what_filing_refuses_is_a_must_and_nothing_else_is(
    changes: dict[str, object], expected: tuple[str, str, int | None]
) -> None:
    found = check(draft(**changes), RULES, ADVICE)
    musts = [f for f in found if f.severity == "must"]
    assert expected in of(musts)
    with pytest.raises(DomainRefusal) as refusal:
        compose(draft(**changes), RULES)
    assert refusal.value.detail == "; ".join(f.en for f in musts)


# The route's body refuses NUL before either is asked.
STORED = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


@given(
    st.builds(
        Draft,
        st.text(STORED, max_size=70) | st.just(GOOD.title),
        st.text(STORED, max_size=20),
        st.text(STORED, max_size=20),
        st.lists(st.text(STORED, max_size=30), max_size=25).map(tuple),
    )
)
def test_for_any_text_pre_check_and_filing_agree(text: Draft) -> None:
    musts = [f for f in check(text, RULES, ADVICE) if f.severity == "must"]
    try:
        compose(text, RULES)
    except DomainRefusal:
        assert musts
    else:
        assert not musts


@given(st.text(alphabet="0123456789 -Xx０１２３４５６７８９年电话", max_size=60))
def test_a_place_is_always_within_its_text(text: str) -> None:
    for finding in personal_data(draft(situation=text)):
        assert finding.offset is not None
        assert finding.length is not None
        assert 0 <= finding.offset < finding.offset + finding.length <= len(text)


@pytest.mark.parametrize(
    ("written", "kind", "shown"),
    [
        ("11010519491231002X", "id-number", "110*************2X"),
        ("110105 19491231 002x", "id-number", "110*************2X"),
        ("13800138000", "mobile", "138******00"),
        ("+86 138-0013-8000", "mobile", "+86*********00"),
        ("１３８００１３８０００", "mobile", "138******00"),
        ("0571-87654321", "landline", "057*******21"),
        ("010 6655 4433".replace(" 4", "4"), "landline", "010******33"),
        ("6222021234567890128", "bank-card", None),
    ],
)
def test_a_personal_number_is_found_at_its_place_and_masked(written: str, kind: str, shown: str | None) -> None:
    text = f"请联系示例居民，{written}，详谈"
    if kind == "bank-card":
        written = next(w for w in (f"622202123456789012{d}" for d in "0123456789") if _found(w) == ["bank-card"])
        text, shown = f"请联系示例居民，{written}，详谈", masked(written)
    (found,) = personal_data(draft(situation=text))
    assert (found.code, found.excerpt) == (kind, shown)
    assert found.offset == text.index(written)
    assert found.length == len(written)
    assert found.severity == "should"


def _found(text: str) -> list[str]:
    return [f.code for f in personal_data(draft(situation=text))]


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # the check character is wrong
        "11010519491331002X",  # no such month
        "投资 12345678901 元",  # no mobile begins so
        "2025 年 3 月 15 日",
        "面积 1380013800 平方米",
        "编号 A13800138000",
        "6222021234567890",  # fails Luhn
    ],
)
def test_a_mere_figure_is_no_personal_number(text: str) -> None:
    assert _found(text) == []


def test_two_numbers_side_by_side_are_two_findings() -> None:
    assert _found("13800138000 13900139000") == ["mobile", "mobile"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于增设老年助餐点和治理示例河水质的提案", True),
        ("关于加强校车管理、完善公交线路的提案", True),
        ("关于推进教育和医疗资源下沉的提案", False),
        ("关于建立校园及周边食品安全巡查制度的提案", False),
    ],
)
def test_a_title_that_asks_for_two_things_is_told_so(title: str, expected: bool) -> None:
    found = [f for f in check(draft(title=title), RULES, ADVICE) if f.code == "several-matters"]
    assert bool(found) == expected
    for finding in found:
        assert finding.excerpt
        assert finding.offset == title.index(finding.excerpt)


def test_a_suggestion_about_something_else_is_noted() -> None:
    apart = "疏浚示例河上游淤积河道，拆除沿线违法养殖网箱。"
    found = check(draft(suggestions=(*GOOD.suggestions, apart)), RULES, ADVICE)
    assert of(found) == [("suggestion-apart", "suggestions", 3)]
    assert found[0].severity == "note"


def test_items_within_a_suggestion_and_suggestions_elsewhere_are_found() -> None:
    inside = "对助餐点分类补助。一是按老年人口给街道助餐点建设补贴；二是按就餐人次给运营补贴。"
    text = draft(suggestions=(inside,), analysis=GOOD.analysis + "为此，建议提高助餐补贴。")
    found = {f.code: f for f in check(text, RULES, ADVICE)}
    assert found.keys() == {"suggestion-unsplit", "suggestions-misplaced"}
    place = found["suggestion-unsplit"]
    assert place.offset is not None
    assert inside[place.offset :].startswith("二是")


def test_every_ground_with_words_is_one_of_the_countys_and_is_found_by_each_word() -> None:
    words = PRECHECK.default().ground_words
    assert words.keys() <= FILING.decline_reasons.keys()
    for ground, listed in words.items():
        for word in listed:
            found = [f for f in check(draft(analysis=f"此事与{word}有关。"), RULES, ADVICE) if f.code == "ground"]
            assert ground in [f.ground for f in found], word


def test_a_ground_that_the_county_struck_out_is_no_finding() -> None:
    reasons = {k: v for k, v in FILING.decline_reasons.items() if k != "in-proceedings"}
    advice = PRECHECK.default().rules(FILING.model_copy(update={"decline_reasons": reasons}))
    text = draft(analysis="此事正在诉讼中。")
    assert "in-proceedings" in [f.ground for f in check(text, RULES, ADVICE)]
    assert "in-proceedings" not in [f.ground for f in check(text, RULES, advice)]


def test_suggestions_in_general_terms_are_called_vague() -> None:
    hollow = "请有关部门高度重视助餐点问题。"
    assert [(f.ground, f.severity) for f in check(draft(suggestions=(hollow,)), RULES, ADVICE)] == [("vague", "should")]
    mixed = check(draft(suggestions=(*GOOD.suggestions, hollow)), RULES, ADVICE)
    assert [(f.ground, f.severity, f.suggestion) for f in mixed] == [("vague", "note", 3)]


def test_every_finding_says_it_in_both_languages_and_how_to_mend_it() -> None:
    worst = Draft("绝密", "13800138000", "", ("一是诉讼；二是举报", "高度重视"))
    found = check(worst, RULES, ADVICE)
    assert len({f.code for f in found}) >= 6
    assert all(f.zh and f.en and f.mend_zh and f.mend_en for f in found)


def test_blanks_do_not_count() -> None:
    assert plain_length(" 老 年\n助　餐 ") == 4
