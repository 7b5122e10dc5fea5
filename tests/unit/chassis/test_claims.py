"""The ids of a request's events tell whose they are, and are still ids that sort by time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from chassis.claims import Claim, uuid7

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SCOPE = ("330102", "clerk", "POST /submission/proposals", "k1")


def test_all_events_of_a_request_bear_its_token_and_no_two_one_id() -> None:
    claim = Claim(*SCOPE)
    ids = [uuid7(NOW, claim.next()) for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {id[15:32] for id in ids} == {claim.token} == {Claim(*SCOPE).token}


def test_whatever_a_key_is_scoped_to_makes_another_token() -> None:
    tokens = {Claim(*SCOPE[:place], "other", *SCOPE[place + 1 :]).token for place in range(4)}
    assert len(tokens | {Claim(*SCOPE).token}) == 5
    # Where one part ends and the next begins is part of it.
    assert Claim("a", "bc").token != Claim("ab", "c").token


def test_beyond_the_counter_an_id_is_anybody_s() -> None:
    claim = Claim(*SCOPE)
    numbers = [claim.next() for _ in range((1 << 16) + 2)]
    assert numbers[-2:] == [None, None]
    assert len(set(numbers[:-2])) == 1 << 16
    assert uuid7(NOW, None)[15:32] != claim.token


def test_an_id_is_a_uuid_of_version_7_and_sorts_by_time() -> None:
    claim = Claim(*SCOPE)
    for bits in (None, 0, (1 << 74) - 1, claim.next()):
        id = UUID(uuid7(NOW, bits))
        assert (id.version, id.variant) == (7, "specified in RFC 4122")
        assert id.int >> 80 == int(NOW.timestamp() * 1000)
    assert uuid7(NOW, (1 << 74) - 1) < uuid7(NOW + timedelta(milliseconds=1), 0)
