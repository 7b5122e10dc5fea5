"""Cells as counties write them."""

import pytest

from services.submission.sheets import codes, names, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15),
        ("第15届", 15),
        ("第 15 届", 15),
        ("１５届", 15),
        ("五", 5),
        ("第十五届", 15),
        ("十届", 10),
        ("二十届", 20),
        ("二十一", 21),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, value: int) -> None:
    assert number("第", "届")(text) == value


@pytest.mark.parametrize("text", ["", "届", "五六", "十十", "一百", "15a", "-1"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="应为数字"):
        number("第", "届")(text)


def test_several_names_in_one_cell_each_once() -> None:
    assert names("示例甲、示例乙,示例丙；示例甲") == ("示例甲", "示例乙", "示例丙")
    assert codes("Ｗ１、W2") == ("W1", "W2")
