"""Whatever a unit does itself is taken by submission, which keeps a succession from being undone for it."""

from contracts.base import UnitAct
from services.submission.subscriptions import SUBSCRIPTIONS
from tests.contract.test_events import events

ACTS = [event for event in events() if issubclass(event, UnitAct)]


def test_each_is_taken_and_names_the_unit() -> None:
    assert ACTS
    taken = {event for table in SUBSCRIPTIONS.values() for event in table}
    for act in ACTS:
        assert act in taken, f"{act.__name__} keeps no succession"
        assert {"unit_id", "proposal_id"} <= set(act.model_fields)


def test_it_says_whose_login_it_was_where_that_is_anothers() -> None:
    class Done(UnitAct):
        unit_id: str

    done = Done(unit_id="U1")
    assert done.by("U1", frozenset()).acting_unit is None
    assert done.by("U2", frozenset({"U1"})).acting_unit == "U2"
    assert done.by("U2", frozenset({"U9"})).acting_unit is None
