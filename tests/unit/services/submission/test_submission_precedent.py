"""What is suggested comes from somewhere, and says from where."""

from services.submission.precedent.domain import Case, topics, units

CASES = [
    Case("P1", "一", "S1", 1, 0.9, ("U1", "U2"), "民生"),
    Case("P2", "二", "S1", 2, 0.5, ("U2",), "城建"),
    Case("P3", "三", "S0", None, 0.6, (), "城建"),
]


def test_the_liker_the_cases_the_sooner() -> None:
    found = units(CASES, (), {})
    assert [(one.name, one.cases) for one in found] == [("U2", ("P1", "P2")), ("U1", ("P1",))]
    assert [(one.name, one.cases) for one in topics(CASES, {})] == [("城建", ("P2", "P3")), ("民生", ("P1",))]


def test_who_has_read_this_very_text_comes_first_and_is_named() -> None:
    found = units(CASES, ("U3",), {"R1": ("U1",), "R2": ("U1",)})
    assert [one.name for one in found] == ["U1", "U3", "U2"]
    assert (found[0].reviewers, found[0].proposer, found[0].cases) == (("R1", "R2"), False, ("P1",))
    assert (found[1].reviewers, found[1].proposer, found[1].cases) == ((), True, ())


def test_nothing_is_known_of_nothing() -> None:
    assert units([], (), {}) == topics([Case("P1", "一", "S1", 1, 0.9)], {}) == []
