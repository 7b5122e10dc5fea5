"""Who is refused alone waits longer and longer; who waited for a broker that was away does not wait any more."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.heldkeys import LONGEST_PAUSE, HeldKeys


def test_when_the_broker_is_back_everything_goes_out_at_once() -> None:
    held = HeldKeys()
    for second in range(5):
        held.judge({b"a", b"b"}, {b"a", b"b"}, False, float(second))
    assert held.now(5.0) == ["a", "b"]
    held.judge({b"c"}, set(), True, 5.0)
    assert held.now(5.0) == []


def test_one_that_fails_beside_others_waits_longer_each_time_and_is_forgotten_when_it_is_taken() -> None:
    held, pauses = HeldKeys(), list[float]()
    for second in range(0, 1000, 100):
        held.judge({b"a", b"b"}, {b"a"}, True, float(second))
        pauses.append(next(p for p in range(1, 200) if not held.now(float(second + p))))
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (4, LONGEST_PAUSE)
    held.judge({b"a"}, set(), True, 2000.0)
    held.judge({b"a"}, {b"a"}, False, 2000.0)
    assert held.now(2001.0) == ["a"]
    assert held.now(2002.0) == []


def test_one_that_fails_alone_between_batches_of_others_is_held_too() -> None:
    """Its events may fill whole batches."""
    held = HeldKeys()
    for second in (0.0, 100.0, 200.0):
        held.judge({b"a"}, {b"a"}, False, second)
        held.judge({b"b"}, set(), True, second)
    assert held.now(200.0) == ["a"]
    assert held.now(207.0) == ["a"]


@given(st.lists(st.tuples(st.sets(st.sampled_from([b"a", b"b", b"c"]), min_size=1), st.sets(st.sampled_from([b"a"])))))
def test_nothing_is_held_longer_than_the_longest_pause(batches: list[tuple[set[bytes], set[bytes]]]) -> None:
    held = HeldKeys()
    for now, (tried, failed) in enumerate(batches):
        held.judge(tried, failed & tried, bool(tried - failed), float(now))
        assert held.now(now + LONGEST_PAUSE) == []
        assert set(held.now(float(now))) <= {"a"}
