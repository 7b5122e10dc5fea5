from hypothesis import given
from hypothesis import strategies as st

from chassis.poisonwatch import PoisonLimits, PoisonWatch

LIMITS = PoisonLimits(run=3, window=6, share=0.5)


def feed(watch: PoisonWatch, outcomes: str) -> str | None:
    """``x`` is a failure; returns why it stopped, if it did."""
    for outcome in outcomes:
        if outcome == "x":
            why = watch.failed()
            if why is not None:
                return why
        else:
            watch.applied()
    return None


def test_a_run_stops_it() -> None:
    assert feed(PoisonWatch(PoisonLimits(run=3, window=100)), "xx.xx.xxx") == "3 events in a row failed"


def test_a_share_of_what_came_stops_it_but_only_of_a_whole_window() -> None:
    assert feed(PoisonWatch(LIMITS), "x.x.x") is None
    assert feed(PoisonWatch(LIMITS), "x.x..x") == "3 of the last 6 events failed"
    assert feed(PoisonWatch(LIMITS), "x..x..x..x..x") is None


def test_a_batch_that_was_rolled_back_does_not_count() -> None:
    watch = PoisonWatch(LIMITS)
    for _ in range(10):
        watch.begin()
        assert feed(watch, "xx") is None
    watch.keep()
    watch.begin()
    assert feed(watch, "x") == "3 events in a row failed"


@given(st.text(alphabet=".x", max_size=60))
def test_it_stops_exactly_where_a_limit_is_reached(outcomes: str) -> None:
    stopped: list[int] = []
    for at in range(1, len(outcomes) + 1):
        seen = outcomes[:at]
        crowded = at >= 6 and seen[-6:].count("x") >= 3
        if seen.endswith("x") and (seen.endswith("xxx") or crowded):
            stopped.append(at)
            break
    watch = PoisonWatch(LIMITS)
    found = next((at for at, one in enumerate(outcomes, 1) if feed(watch, one)), None)
    assert found == (stopped[0] if stopped else None)
