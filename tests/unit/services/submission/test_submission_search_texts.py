"""Normal forms, numbers, queries, and where a query stands in a text."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.base import DomainRefusal
from ops.bench.similar.labelled import groups
from services.submission.search.domain import Facts, Handling, Passage, passages, ranges
from services.submission.search.query import MOST_CHARACTERS, MOST_PHRASES, Query, parse
from services.submission.search.tokens import Phrase, in_place, normal, phrase, tokens, units
from services.submission.search.variants import SIMPLIFIED
from services.submission.similar.domain import Content

CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
RARE = st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF)
ANY = st.text(
    st.one_of(CHINESE, RARE, st.sampled_from("，。“”（）　 \n-5GgＡａ１第号㎡①車难難Éé"), st.characters(codec="utf-8"))
)


def looked_for(text: str) -> Phrase:
    found = phrase(text)
    assert found is not None, text
    return found


def finds(wanted: Phrase, text: str) -> bool:
    """As the index does: all numbers there, and where these do not tell, the text compared."""
    written = normal(text)
    return wanted.tokens <= tokens(written) and (wanted.is_exact or wanted.written in written)


@given(ANY, st.text(st.one_of(CHINESE, RARE), min_size=1, max_size=30), ANY, st.data())
def test_every_run_of_chinese_finds_the_text_that_has_it(
    before: str, run: str, after: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    text = before + run + after
    wanted = looked_for(run[start:end])
    assert finds(wanted, text)
    # And its place is shown: at least once, and nothing but what was asked for.
    places = ranges(text, [wanted])
    assert places
    assert all(normal(text[at : at + length]).replace("\n", "") for at, length in places)


@given(ANY, ANY)
def test_what_is_found_is_there(query: str, text: str) -> None:
    wanted = phrase(query)
    assume(wanted is not None)
    assert wanted is not None
    if finds(wanted, text):
        assert wanted.written in normal(text)


@given(ANY)
def test_places_stay_and_normal_forms_are_final(text: str) -> None:
    assert len(in_place(text)) == len(text)
    assert normal(normal(text)) == normal(text)
    assert "\0" not in normal(text)


@given(ANY)
def test_numbers_fit_a_column_of_integers(text: str) -> None:
    assert all(-(2**31) <= number < 2**31 for number in tokens(normal(text)))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("关于缓解停车难的提案", "停車難"), ("關於緩解停車難的提案", "停车难"), ("建设５Ｇ基站", "5g基站"),
        ("第12号", "第１２号"), ("第12号", "12"), ("停 车 难", "停车难"), ("New York", "new york"), ("面积三㎡", "m2"),
        ("用㈱表示", "株"), ("Straße", "STRASSE"), ("二〇二六年", "〇二"), ("\u200b停\u200b车", "停车"),
    ],
)  # fmt: skip
def test_ways_to_write_it_make_no_difference(text: str, query: str) -> None:
    assert finds(looked_for(query), text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("停车。难", "停车难"), ("第112号", "第12号"), ("第112号", "12号"), ("15G", "5G"), ("停难车", "停车"),
        ("停车，充电", "停车充电"), ("号123", "号12"),
    ],
)  # fmt: skip
def test_what_stands_otherwise_is_not_found(text: str, query: str) -> None:
    assert not finds(looked_for(query), text)


def test_pairs_of_chinese_have_numbers_of_their_own() -> None:
    assert len(tokens(normal("停车车停"))) == 2 + 3
    assert looked_for("停车").is_exact
    assert looked_for("停").is_exact
    assert not looked_for("停车难").is_exact
    assert not looked_for("5g").is_exact
    assert not looked_for("停5g").is_exact
    assert not looked_for("停车，充电").is_exact


def encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def test_the_table_of_variants_leads_to_simplified_characters_and_ends_there() -> None:
    assert len(SIMPLIFIED) > 1000
    # GB 2312 is simplified Chinese; four of them are in it as rarer characters of their own.
    assert {t for t in SIMPLIFIED if encodes(t, "gb2312")} == set("於徵後夥")
    assert [s for s in SIMPLIFIED.values() if not encodes(s, "gb2312") or s in SIMPLIFIED] == []


def written(phrases: tuple[Phrase, ...]) -> list[str]:
    return [one.written for one in phrases]


@pytest.mark.parametrize(
    ("text", "wanted", "refused"),
    [
        ("停车 充电桩", ["停车", "充电桩"], []), ("停车，充电桩", ["停车", "充电桩"], []),
        ("“停车，充电”", ["停车\n充电"], []), ('"老旧 小区"改造', ["老旧小区", "改造"], []),
        ("停车 -充电", ["停车"], ["充电"]), ("停车 －“充电 桩”", ["停车"], ["充电桩"]), ("-停车", [], ["停车"]),
        ("2026-03", [" 2026 ", " 03 "], []), ("停车　停車", ["停车"], []), ("“停车", ["停车"], []),
        ("第12号", ["第 12 号"], []), ("停车 ！ -", ["停车"], []), ("", [], []), ("  ", [], []),
    ],
)  # fmt: skip
def test_what_is_typed_is_taken_as_it_is_meant(text: str, wanted: list[str], refused: list[str]) -> None:
    query = parse(text)
    assert (written(query.wanted), written(query.refused)) == (wanted, refused)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("！？……", "query-says-nothing"), ("“”", "query-says-nothing"), ("😀", "query-says-nothing"),
        ("停" * (MOST_CHARACTERS + 1), "query-too-long"),
        (" ".join("停车充电桩老旧小区改"[n] for n in range(10)) + " 造", "query-too-long"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_refused(text: str, rule: str) -> None:
    with pytest.raises(DomainRefusal) as refused:
        parse(text)
    assert refused.value.rule == rule


@given(st.text(max_size=MOST_CHARACTERS))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    query: Query | None = None
    with suppress(DomainRefusal):
        query = parse(text)
    assume(query is not None)
    assert query is not None
    assert len(query.wanted) + len(query.refused) <= MOST_PHRASES
    for one in query.wanted:
        assert one.tokens
        assert one.pattern.search(in_place(one.written)) is not None


def test_every_word_of_the_labelled_set_finds_its_text() -> None:
    texts = [text.text for group in groups() for text in (group.original, group.negative)]
    indexed = [(normal(text), tokens(normal(text))) for text in texts]
    for at, (form, _) in enumerate(indexed):
        run = max(units(form), key=len)
        for size in (2, 3, 5):
            wanted = looked_for("".join(run[:size]))
            found = [
                n for n, (w, t) in enumerate(indexed) if wanted.tokens <= t and (wanted.is_exact or wanted.written in w)
            ]
            assert at in found
            assert found == [n for n, (w, _) in enumerate(indexed) if wanted.written in w]


def test_passages_show_where_the_query_stands() -> None:
    text = "全县机动车九万辆，公共停车位不足两万。" + "补" * 80 + "建议建设停車场，方便停车。"
    content = Content("题", (("situation", "没有"), ("analysis", text), ("suggestions/1", "停车")))
    found = passages(content, [looked_for("停车")], most=3, around=6)
    assert [(one.field, one.ranges) for one in found] == [
        ("analysis", ((6, 2),)), ("analysis", ((6, 2), (12, 2))), ("suggestions/1", ((0, 2),)),
    ]  # fmt: skip
    for one in found:
        source = dict(content.fields)[one.field]
        assert source[one.offset : one.offset + len(one.text)] == one.text
        assert {normal(one.text[at : at + length]) for at, length in one.ranges} == {"停车"}
    assert passages(content, [looked_for("停车")], most=1, around=6) == found[:1]
    assert passages(content, [], most=3, around=6) == []
    assert passages(content, [looked_for("充电")], most=3, around=6) == []


def test_places_that_overlap_are_one() -> None:
    assert ranges("老旧小区改造", [looked_for("老旧小区"), looked_for("小区改造")]) == [(0, 6)]
    assert passages(Content("", (("reply", "改造"),)), [looked_for("改造")], 1, 0) == [
        Passage("reply", "改造", 0, ((0, 2),))
    ]


RUNNING: dict[str, Any] = {"unit_id": "U1", "due_version": 1, "due_cycle": 1}


@pytest.mark.parametrize(
    ("handlings", "due"),
    [
        ([], "none"), ([Handling(unit_id="U1")], "none"), ([Handling(**RUNNING)], "running"),
        ([Handling(**RUNNING, missed_version=1)], "overdue"),
        ([Handling(**RUNNING | {"due_version": 2}, missed_version=1)], "running"),
        ([Handling(**RUNNING, missed_version=1, replied_cycle=1)], "replied"),
        ([Handling(**RUNNING, replied_cycle=1), Handling(**RUNNING | {"unit_id": "U2"})], "running"),
        ([Handling(**RUNNING | {"due_cycle": 2, "due_version": 2}, missed_version=1, replied_cycle=1)], "running"),
        ([Handling(**RUNNING, missed_version=1, ended=True)], "none"),
        ([Handling(unit_id="U1", replied_cycle=1)], "replied"),
    ],
)  # fmt: skip
def test_how_far_the_handling_is(handlings: list[Handling], due: str) -> None:
    assert Facts(handlings=tuple(handlings)).due == due
    assert Facts(handlings=tuple(handlings), closed=True).due == "closed"


def test_units_are_those_that_handle_it_now() -> None:
    handlings = (Handling(unit_id="U2"), Handling(unit_id="U1"), Handling(unit_id="U3", ended=True), Handling())
    assert Facts(handlings=handlings).units == ("U1", "U2")
