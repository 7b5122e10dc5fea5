"""What a request's body may not say."""

from datetime import date

import pytest
from pydantic import AwareDatetime, ValidationError

from chassis.http import Body


class Meeting(Body):
    on: date
    opens: AwareDatetime | None = None
    others: tuple[date, ...] = ()
    places: int = 1


def test_days_and_times_are_taken_as_they_are_written() -> None:
    written = {"on": "2026-03-02", "opens": "2026-03-02T09:00:00+08:00", "others": ["2026-03-03"], "places": 1700000000}
    assert Meeting.model_validate(written).model_dump(mode="json") == written


@pytest.mark.parametrize("number", [1772413200, 1772413200.0, 0, "1772413200", "1e9", " 20260302 "])
@pytest.mark.parametrize("field", ["on", "opens", "others"])
def test_a_number_is_no_day_and_no_time(field: str, number: object) -> None:
    given = {"on": "2026-03-02", field: [number] if field == "others" else number}
    with pytest.raises(ValidationError, match="2026-03-02") as refused:
        Meeting.model_validate(given)
    assert refused.value.errors()[0]["loc"] == (field,)
