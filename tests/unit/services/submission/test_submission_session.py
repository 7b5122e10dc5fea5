"""The plenary window: who is inside, how it may move, and what the banner says of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import DomainRefusal
from contracts.submission import SessionScheduled, SessionWindowChanged
from services.submission.session import domain
from services.submission.session.domain import Session

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
CUTOFF = datetime(2026, 3, 3, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
S1 = Session(id="S1", term=15, number=1, plenary_opens=OPENS, plenary_cutoff=CUTOFF)
NEXT = Session(
    id="S2", term=15, number=2, plenary_opens=OPENS + timedelta(days=360), plenary_cutoff=CUTOFF + timedelta(days=360)
)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # aware by timezones
lengths = st.timedeltas(TICK, timedelta(days=30))


@given(moments, lengths)
def test_the_cut_off_is_inside_and_a_microsecond_later_is_not(opens: datetime, length: timedelta) -> None:
    cutoff = opens + length
    session = S1.model_copy(update={"plenary_opens": opens, "plenary_cutoff": cutoff})
    for inside in (opens, opens + length / 2, cutoff - TICK, cutoff):
        assert domain.place(session, inside).channel == "plenary"
        assert domain.countdown(session, inside).phase == "open"
    for outside in (opens - TICK, cutoff + TICK):
        assert domain.place(session, outside).channel == "between_sessions"
        assert domain.countdown(session, outside).phase != "open"


@given(moments, lengths, moments)
def test_the_banner_promises_what_a_filing_becomes(opens: datetime, length: timedelta, now: datetime) -> None:
    session = S1.model_copy(update={"plenary_opens": opens, "plenary_cutoff": opens + length})
    left = domain.countdown(session, now)
    assert (left.phase == "open") == (domain.place(session, now).channel == "plenary")
    assert left.seconds >= 0
    if left.phase == "open":
        assert domain.place(session, now + timedelta(seconds=left.seconds)).channel == "plenary"
        assert domain.place(session, now + timedelta(seconds=left.seconds + 1)).channel == "between_sessions"


def test_a_plenary_that_is_on_goes_before_one_that_is_scheduled() -> None:
    assert domain.unnamed([], OPENS) is None
    assert domain.unnamed([S1, NEXT], CUTOFF) == S1
    assert domain.unnamed([S1, NEXT], CUTOFF + TICK) == NEXT
    assert domain.unnamed([NEXT], OPENS) == NEXT


LATER = CUTOFF + timedelta(hours=3)


@pytest.mark.parametrize(
    ("opens", "cutoff", "at"),
    [
        (None, LATER, CUTOFF),
        (None, CUTOFF - timedelta(hours=1), OPENS - TICK),
        (OPENS - timedelta(hours=1), None, OPENS - timedelta(hours=1)),
        (OPENS + timedelta(days=30), CUTOFF + timedelta(days=30), OPENS - TICK),
    ],
)
def test_the_window_moves(opens: datetime | None, cutoff: datetime | None, at: datetime) -> None:
    (changed,) = domain.change_window(S1, opens, cutoff, "会期调整", at)
    assert isinstance(changed, SessionWindowChanged)
    assert (changed.before_opens, changed.before_cutoff) == (OPENS, CUTOFF)
    moved = domain.apply(S1, changed)
    assert (moved.plenary_opens, moved.plenary_cutoff) == (opens or OPENS, cutoff or CUTOFF)


@pytest.mark.parametrize(
    ("opens", "cutoff", "at", "rule"),
    [
        (None, LATER, CUTOFF + TICK, "window-over"),
        (OPENS, CUTOFF, OPENS, "window-unchanged"),
        (None, None, OPENS, "window-unchanged"),
        (CUTOFF, None, OPENS - TICK, "window-empty"),
        (OPENS - timedelta(hours=1), None, OPENS - TICK, "window-past"),
        (OPENS + timedelta(hours=1), None, OPENS, "window-open"),
        (OPENS - timedelta(hours=1), LATER, OPENS, "window-open"),
        (None, CUTOFF - TICK, OPENS, "cutoff-earlier"),
    ],
)
def test_the_window_stays(opens: datetime | None, cutoff: datetime | None, at: datetime, rule: str) -> None:
    with pytest.raises(DomainRefusal, match=rf"^{rule}:"):
        domain.change_window(S1, opens, cutoff, "会期调整", at)


def test_no_session_takes_the_name_of_the_count_down() -> None:
    scheduled = SessionScheduled(session_id="current", term=15, number=1, plenary_opens=OPENS, plenary_cutoff=CUTOFF)
    with pytest.raises(DomainRefusal, match="session-id"):
        domain.schedule(None, scheduled)


@pytest.mark.parametrize("year", [1, 1948, 3000, 9999])
def test_a_window_lies_where_days_can_be_counted_around_it(year: int) -> None:
    with pytest.raises(DomainRefusal, match="window-years"):
        domain.check_years(datetime(year, 6, 1, tzinfo=UTC))
    domain.check_years(datetime(1949, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC))
