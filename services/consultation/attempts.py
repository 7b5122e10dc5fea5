"""Proof that somebody was asked and did not answer: what releases a gate without them."""

from collections.abc import Sequence
from datetime import date

from contracts.base import DomainRefusal
from contracts.consultation import Attempt


def check_attempts(attempts: Sequence[Attempt], *, at_least: int, since: date, days: int, today: date) -> None:
    """Attempts count by their days: three calls in one morning are one. ``since`` is when there was a reason to ask."""
    for attempt in attempts:
        if not since <= attempt.on <= today:
            raise DomainRefusal("attempts", f"The attempt of {attempt.on} must lie between {since} and today, {today}.")
    found = {attempt.on for attempt in attempts}
    if len(found) < at_least:
        raise DomainRefusal("attempts", f"Attempts on {at_least} different days are needed; {len(found)} are named.")
    waited = (today - min(found)).days
    if waited < days:
        raise DomainRefusal("attempts", f"An answer is waited for {days} days from the first attempt; {waited} passed.")
