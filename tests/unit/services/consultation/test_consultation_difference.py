"""What differs between two versions, so that both can be read from it."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.consultation import Answer, Commitment, ReplyContent
from services.consultation.reply.difference import between, pieces

KEPT = Answer(suggestion=1, adoption="adopted", why="已建成两处。")
PLANNED = Answer(
    suggestion=2, adoption="planned", why="列入明年计划。", commitment=Commitment(promise="建成", due=date(2027, 6, 30))
)
BEFORE = ReplyContent(
    answer_class="planned", letter="B", answers=(KEPT, PLANNED), signatory="示例", contact="示例科", text="现答复如下。"
)


def test_one_version_differs_from_itself_in_nothing() -> None:
    found = between(BEFORE, BEFORE)
    assert (found.fields, found.answers, found.text) == ({}, (), ())


def test_only_what_changed_is_named_with_what_stood_there() -> None:
    now = Answer(suggestion=2, adoption="adopted", why="列入今年计划。")
    added = Answer(suggestion=3, adoption="not_adopted", why="没有依据。")
    after = BEFORE.model_copy(update={"answer_class": "solved", "letter": "A", "answers": (KEPT, now, added)})
    found = between(BEFORE, after)
    assert found.fields == {"answer_class": ("planned", "solved"), "letter": ("B", "A")}
    second, third = found.answers
    assert (second.before, second.after) == (PLANNED, now)
    assert [(one.how, one.text) for one in second.why] == [
        ("same", "列入"), ("gone", "明"), ("new", "今"), ("same", "年计划。"),
    ]  # fmt: skip
    assert (third.before, third.after, found.text) == (None, added, ())


def test_in_a_long_text_only_the_words_that_changed_are_marked() -> None:
    sentences = [f"第{number}项已办结。" for number in range(400)]
    found = pieces("".join(sentences), "".join([*sentences[:7], "第7项改为明年办理；", *sentences[8:]]))
    assert [(one.how, one.text) for one in found] == [
        ("same", "".join(sentences[:7]) + "第7项"), ("gone", "已"), ("new", "改为明年"), ("same", "办"),
        ("gone", "结。"), ("new", "理；"), ("same", "".join(sentences[8:])),
    ]  # fmt: skip


def test_a_part_that_was_written_anew_is_marked_as_a_whole() -> None:
    old, new = "现答复如下。" + "已建成两处。" * 40, "现答复如下。" + "列入明年计划。" * 40
    assert [(one.how, one.text) for one in pieces(old, new)] == [
        ("same", "现答复如下。"), ("gone", "已建成两处。" * 40), ("new", "列入明年计划。" * 40),
    ]  # fmt: skip


def test_the_longest_texts_that_repeat_themselves_are_no_work() -> None:
    """Compared one by one, ten thousand equal sentences are a hundred million comparisons: it would not end here."""
    before, after = "办。" * 10_000, "办。" * 9_990 + "理；"
    assert "".join(one.text for one in pieces(before, after) if one.how != "gone") == after


TEXT = st.text(alphabet="办理。；\n", max_size=30)


@settings(deadline=None)
@given(TEXT, TEXT, st.sampled_from([1, 200]))
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str, times: int) -> None:
    before, after = before * times, after * times
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.how != "new") == before
    assert "".join(one.text for one in found if one.how != "gone") == after
