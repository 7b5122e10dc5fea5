"""Numbers as counties write them."""

import pytest

from services.submission.sheets import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15),
        ("第15届", 15),
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
