from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from contracts.base import DomainRefusal, Event
from contracts.consultation import (
    Attempt,
    ConsultationDocument,
    ConsultationRecorded,
    ConsultationScheduled,
    Participant,
    ParticipantRole,
    SignedIn,
)
from contracts.files import Limits
from services.consultation.assignment.domain import Assignment
from services.consultation.attempts import check_attempts
from services.consultation.attendance.domain import Window
from services.consultation.meeting import brought, domain, gates, signing_in
from services.consultation.meeting.domain import Consultation, State

STATES: tuple[State, ...] = get_args(State)
GATE = gates.Gate(phases=("before",), forms=("face_to_face", "site_visit", "meeting"))
ASSIGNMENT = Assignment(
    proposal_id="P1",
    unit_id="U1",
    role="lead",
    cycle=1,
    state="accepted",
    issued_at=datetime(2026, 3, 2, tzinfo=UTC),
    return_until=date(2026, 3, 9),
    policy_version=0,
)
SINCE = date(2026, 3, 2)
RECORDED = ConsultationRecorded(
    proposal_id="P1",
    consultation_id="C1",
    assignment_id="A1",
    unit_id="U1",
    cycle=1,
    phase="before",
    form="face_to_face",
    requested_by="unit",
    held_on=date(2026, 3, 2),
    place="site",
    participants=("M1",),
    minutes="minutes",
    points_raised=2,
    points_agreed=1,
)


def a_consultation(state: State, **fields: object) -> Consultation:
    return domain.apply(None, RECORDED).model_copy(update={"state": state, **fields})


SCHEDULED = ConsultationScheduled(
    proposal_id="P1", consultation_id="C1", assignment_id="A1", unit_id="U1", cycle=1, phase="before",
    due=date(2026, 3, 2), by_policy=False,
)  # fmt: skip

LIMITS = Limits(count=3, bytes_each=100, bytes_sum=150)


def a_file(id: str = "D1", member_id: str | None = None, **fields: Any) -> ConsultationDocument:
    said = {"name": f"{id}.pdf", "purpose": "material", "media_type": "application/pdf", "bytes": 10}
    said |= {"sha256": f"{id}-hash", "scanned": True, "added_at": datetime(2026, 3, 2, tzinfo=UTC)}
    return ConsultationDocument.model_validate(said | {"attachment_id": id, "member_id": member_id} | fields)


def bring(state: Consultation, one: ConsultationDocument) -> list[Event]:
    purpose: Any = one.purpose
    return brought.add(state, "C1", one, LIMITS, purpose=purpose, unit_id="U1", added_by="科长")


def take_away(state: Consultation, id: str, member_id: str | None = None) -> list[Event]:
    return brought.remove(state, "C1", id, member_id=member_id, unit_id="U1", reason="传错", removed_by="科长")


def kept(state: State) -> str:
    """The purpose of what is brought, and taken away, in this state."""
    return "evidence" if state == "disputed" else "material"


WINDOW = Window(datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 16, tzinfo=UTC))


def came(state: Consultation, one: SignedIn, hour: int = 9) -> list[Event]:
    now = datetime(2026, 3, 2, hour, tzinfo=UTC)
    return signing_in.sign_in(state, "C1", one, WINDOW, unit_id="U1", now=now)


def a_line(name: str, role: ParticipantRole = "beneficiary", **fields: Any) -> SignedIn:
    said = {"name": name, "role": role, "at": datetime(2026, 3, 2, 9, tzinfo=UTC)}
    return SignedIn.model_validate(said | ({} if "login" in fields else {"entered_by": "科长"}) | fields)


COMMANDS: dict[str, Callable[[Consultation], list[Event]]] = {
    "record": lambda s: domain.record(RECORDED, ASSIGNMENT, s, since=SINCE, today=RECORDED.held_on),
    "call_off": lambda s: domain.call_off(s, "C1", reason="r"),
    "schedule": lambda s: domain.schedule(SCHEDULED, ASSIGNMENT, s, today=SCHEDULED.due),
    "decline": lambda s: domain.decline(s, "C1", unit_id="U1", reason="r"),
    "confirm": lambda s: domain.confirm(s, "C1", member_id="M1", confirming=()),
    "dispute": lambda s: domain.dispute(s, "C1", member_id="M1", statement="was not met"),
    "settle": lambda s: domain.settle(s, "C1", upheld=True, finding="no meeting", confirming=()),
    "sign_in": lambda s: came(s, a_line("居民")),
    "add_document": lambda s: bring(s, a_file(purpose=kept(s.state))),
    "remove_document": lambda s: take_away(s.model_copy(update={"documents": (a_file(purpose=kept(s.state)),)}), "D1"),
}
TARGETS = {
    "record": "recorded",
    "call_off": "called_off",
    "schedule": "scheduled",
    "decline": "declined",
    "confirm": "confirmed",
    "dispute": "disputed",
    "settle": "struck",
}


@pytest.mark.parametrize("command", domain.TRANSITIONS)
@pytest.mark.parametrize("state", STATES)
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    before = a_consultation(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="consultation-state"):
            COMMANDS[command](before)
        return
    (event,) = COMMANDS[command](before)
    assert domain.apply(before, event).state == TARGETS.get(command, state)


def test_a_dispute_that_was_wrong_lets_the_record_stand() -> None:
    before = a_consultation("disputed")
    (event,) = domain.settle(before, "C1", upheld=False, finding="signed list", confirming=())
    assert domain.apply(before, event).state == "stands"


@pytest.mark.parametrize("disputed_by", ["M1", "M2", "M9"])
def test_a_finding_confirms_for_nobody_but_whoever_disputed(disputed_by: str) -> None:
    firsts = ["M1", "M2", "M3"]

    def after(state: Consultation, events: list[Event]) -> Consultation:
        (event,) = events
        return domain.apply(state, event)

    state = after(a_consultation("recorded"), domain.confirm(
        a_consultation("recorded"), "C1", member_id="M3", confirming=firsts
    ))  # fmt: skip
    state = after(state, domain.dispute(state, "C1", member_id=disputed_by, statement="was not met"))
    state = after(state, domain.settle(state, "C1", upheld=False, finding="signed list", confirming=firsts))
    assert state.state == "recorded"
    with pytest.raises(DomainRefusal, match="gate-before"):
        gates.require(GATE, 1, [state])
    with pytest.raises(DomainRefusal, match="dispute-settled"):
        domain.dispute(state, "C1", member_id=disputed_by, statement="still not met")
    missing = [m for m in ("M1", "M2") if m != disputed_by]
    for member in missing:
        assert state.state == "recorded"
        state = after(state, domain.confirm(state, "C1", member_id=member, confirming=firsts))
    assert state.state == "confirmed"


def test_a_finding_on_what_all_had_confirmed_lets_it_stand() -> None:
    before = a_consultation("disputed", confirmed_by=("M1", "M2"), member_id="M9")
    (event,) = domain.settle(before, "C1", upheld=False, finding="signed list", confirming=["M1", "M2"])
    assert domain.apply(before, event).state == "stands"


def test_a_consultation_is_not_recorded_before_it_is_held() -> None:
    domain.record(RECORDED, ASSIGNMENT, since=SINCE, today=RECORDED.held_on)
    with pytest.raises(DomainRefusal, match="held-on"):
        domain.record(RECORDED, ASSIGNMENT, since=SINCE, today=date(2026, 3, 1))


def test_a_consultation_of_before_the_cycle_belongs_to_no_cycle() -> None:
    domain.record(RECORDED, ASSIGNMENT, since=RECORDED.held_on, today=date(2026, 3, 9))
    with pytest.raises(DomainRefusal, match=r"held-on.*began on 2026-03-03"):
        domain.record(RECORDED, ASSIGNMENT, since=date(2026, 3, 3), today=date(2026, 3, 9))


def test_an_after_consultation_needs_a_reply_to_talk_about() -> None:
    after = RECORDED.model_copy(update={"phase": "after"})
    with pytest.raises(DomainRefusal, match="phase"):
        domain.record(after, ASSIGNMENT, since=SINCE, today=RECORDED.held_on)


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_confirmed_stands_or_is_waived_opens_a_gate(state: State) -> None:
    there = [a_consultation(state)]
    if state in ("confirmed", "stands", "waived", "released"):
        gates.require(GATE, 1, there)
        return
    with pytest.raises(DomainRefusal, match=f"gate-before.*{state}"):
        gates.require(GATE, 1, there)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"form": "phone"}, "phone of 2026-03-02, confirmed, a form that does not count"),
        ({"phase": "during"}, "On record: none"),
        ({"cycle": 2}, "On record: none"),
    ],
)
def test_the_gate_says_what_is_missing(fields: dict[str, object], says: str) -> None:
    with pytest.raises(DomainRefusal) as refused:
        gates.require(GATE, 1, [a_consultation("confirmed", **fields)])
    assert refused.value.rule == "gate-before"
    assert says in refused.value.detail


def test_apply_raises_on_what_it_cannot_fold() -> None:
    with pytest.raises(ValueError, match="recorded twice"):
        domain.apply(a_consultation("recorded"), RECORDED)
    with pytest.raises(ValueError, match="before the consultation"):
        domain.apply(None, Event())
    with pytest.raises(ValueError, match="no event of a consultation"):
        domain.apply(a_consultation("recorded"), Event())
    with pytest.raises(ValueError, match="scheduled twice"):
        domain.apply(a_consultation("scheduled"), SCHEDULED)


def test_a_schedule_is_for_today_or_later_and_says_so_at_the_gate() -> None:
    (event,) = domain.schedule(SCHEDULED, ASSIGNMENT, today=SCHEDULED.due)
    with pytest.raises(DomainRefusal, match="schedule-at"):
        domain.schedule(SCHEDULED, ASSIGNMENT, today=date(2026, 3, 3))
    with pytest.raises(DomainRefusal, match="scheduled, due 2026-03-02"):
        gates.require(GATE, 1, [domain.apply(None, event)])


@pytest.mark.parametrize("other", [{"assignment_id": "A2"}, {"cycle": 2}, {"phase": "during"}])
def test_a_record_fulfils_only_what_was_scheduled_for_it(other: dict[str, object]) -> None:
    scheduled = domain.apply(None, SCHEDULED)
    with pytest.raises(DomainRefusal, match="scheduled"):
        domain.record(RECORDED.model_copy(update=other), ASSIGNMENT, scheduled, since=SINCE, today=RECORDED.held_on)
    held = domain.apply(
        scheduled, domain.record(RECORDED, ASSIGNMENT, scheduled, since=SINCE, today=RECORDED.held_on)[0]
    )
    assert (held.state, held.due, held.participants) == ("recorded", SCHEDULED.due, RECORDED.participants)


def test_of_merged_proposals_the_last_first_proposer_confirms_for_all() -> None:
    state = a_consultation("recorded")
    for member, after in (("M1", "recorded"), ("M3", "recorded"), ("M2", "confirmed")):
        (event,) = domain.confirm(state, "C1", member_id=member, confirming=["M1", "M2", "M3"])
        state = domain.apply(state, event)
        assert state.state == after
    assert state.confirmed_by == ("M1", "M3", "M2")


def test_attempts_count_by_their_days() -> None:
    first, second = Attempt(on=date(2026, 3, 2), how="phone"), Attempt(on=date(2026, 3, 4), how="visit")
    check_attempts([first, second], at_least=2, since=first.on, days=5, today=date(2026, 3, 7))
    for attempts, today, says in (
        ([first, first], date(2026, 3, 7), "on 2 different days"),
        ([first, second], date(2026, 3, 3), "2026-03-04 must lie between"),
        ([first, second], date(2026, 3, 6), "waited for 5 days"),
    ):
        with pytest.raises(DomainRefusal, match=says):
            check_attempts(attempts, at_least=2, since=first.on, days=5, today=today)


def confirmed(state: Consultation, member_id: str, *confirming: str) -> Consultation:
    (event,) = domain.confirm(state, "C1", member_id=member_id, confirming=confirming, seen=state.hashes)
    return domain.apply(state, event)


def refusal(act: Callable[[], list[Event]]) -> str:
    with pytest.raises(DomainRefusal) as refused:
        act()
    return refused.value.rule


def holding(state: State, *documents: ConsultationDocument, **fields: object) -> Consultation:
    return a_consultation(state, documents=documents, **fields)


@pytest.mark.parametrize(
    ("state", "purpose", "rule"),
    [
        ("scheduled", "material", None),
        ("scheduled", "photo", "document-purpose"),
        ("scheduled", "minutes_scan", "document-purpose"),
        ("scheduled", "evidence", "document-purpose"),
        ("recorded", "material", None),
        ("recorded", "photo", None),
        ("recorded", "minutes_scan", None),
        ("recorded", "evidence", "document-purpose"),
        ("disputed", "evidence", None),
        ("disputed", "photo", "document-purpose"),
    ],
)
def test_what_is_brought_belongs_to_its_time(state: State, purpose: str, rule: str | None) -> None:
    one = a_file(purpose=purpose)
    if rule is None:
        (event,) = bring(holding(state), one)
        assert domain.apply(holding(state), event).documents == (one,)
    else:
        assert refusal(lambda: bring(holding(state), one)) == rule


def test_neither_side_fills_the_room_of_the_other_or_takes_away_what_is_not_its_own() -> None:
    state = holding("recorded", a_file("D1"), a_file("D2"), a_file("D3"), a_file("D4", "M1"))
    assert refusal(lambda: bring(state, a_file("D5"))) == "attachments-full"
    assert bring(state, a_file("D5", "M2"))
    assert refusal(lambda: bring(state, a_file("D5", "M1", sha256="D4-hash"))) == "attached-already"
    assert refusal(lambda: bring(state, a_file("D5", "M1", bytes=101))) == "attachments-full"
    for id, who in (("D1", "M1"), ("D4", None), ("D4", "M2")):
        assert refusal(lambda id=id, who=who: take_away(state, id, who)) == "document-other"
    (event,) = take_away(state, "D4", "M1")
    after = domain.apply(state, event)
    assert ([one.attachment_id for one in after.documents], after.removed_documents) == (
        ["D1", "D2", "D3"],
        (a_file("D4", "M1"),),
    )
    assert take_away(state, "none") == []


def test_a_confirmation_names_each_file_and_from_then_on_they_stay() -> None:
    state = holding("recorded", a_file("D1"), a_file("D2", "M1"))
    for seen in ((), ("D1-hash",), ("D1-hash", "D2-hash", "D3-hash")):
        confirm = lambda seen=seen: domain.confirm(state, "C1", member_id="M1", confirming=(), seen=seen)  # noqa: E731
        assert refusal(confirm) == "files-seen"
    partly = confirmed(state, "M1", "M1", "M2")
    assert (partly.state, partly.confirmed_files) == ("recorded", ("D1-hash", "D2-hash"))
    assert refusal(lambda: bring(partly, a_file("D3"))) == "files-fixed"
    assert refusal(lambda: take_away(partly, "D1")) == "files-fixed"
    whole = confirmed(partly, "M2", "M1", "M2")
    assert (whole.state, whole.confirmed_files) == ("confirmed", ("D1-hash", "D2-hash"))


def test_a_dispute_adds_evidence_beside_what_stays_and_a_finding_for_the_record_covers_it() -> None:
    state = confirmed(holding("recorded", a_file("D1")), "M1", "M1", "M2")
    (event,) = domain.dispute(state, "C1", member_id="M2", statement="未到现场")
    disputed = domain.apply(state, event)
    assert refusal(lambda: take_away(disputed, "D1")) == "files-fixed"
    for one in (a_file("E1", "M2", purpose="evidence"), a_file("E2", purpose="evidence")):
        (event,) = bring(disputed, one)
        disputed = domain.apply(disputed, event)
    # Its own, while nothing is settled.
    (event,) = take_away(disputed, "E1", "M2")
    assert domain.apply(disputed, event).hashes == ("D1-hash", "E2-hash")
    settle = {"finding": "f", "confirming": ("M1", "M2", "M3")}
    (event,) = domain.settle(disputed, "C1", upheld=False, **settle)
    found = domain.apply(disputed, event)
    assert (found.state, found.confirmed_files) == ("recorded", ("D1-hash", "E1-hash", "E2-hash"))
    assert refusal(lambda: bring(found, a_file("D2"))) == "files-fixed"
    (event,) = domain.dispute(found, "C1", member_id="M3", statement="也未到")
    again = domain.apply(found, event)
    assert refusal(lambda: take_away(again, "E1", "M2")) == "files-fixed"
    (event,) = domain.settle(again, "C1", upheld=True, **settle)
    struck = domain.apply(again, event)
    assert (event.files, struck.confirmed_files) == ((), found.confirmed_files)


def test_a_record_unconfirmed_before_its_dispute_stays_as_it_is_disputed() -> None:
    """An upheld dispute is judged by what was disputed, not by what the unit made of it afterwards."""
    disputed = holding("disputed", a_file("D1"))
    assert refusal(lambda: take_away(disputed, "D1")) == "files-fixed"


MEMBER = a_line("李四", "proposer", member_id="M1", login="m1")
STAFF = a_line("张三", "unit", unit_id="U1", login="u1")


def test_signing_in_is_possible_around_its_time_and_counts_once() -> None:
    state = a_consultation("scheduled", at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    for hour in (7, 17):
        assert refusal(lambda hour=hour: came(state, MEMBER, hour)) == "sign-in-window"
    for one in (MEMBER, STAFF, a_line("居民")):
        (event,) = came(state, one, 16)
        state = domain.apply(state, event)
    again = MEMBER.model_copy(update={"login": "other", "name": "李四 "})
    assert [came(state, one) for one in (again, STAFF, a_line("居民"))] == [[], [], []]
    # A unit may send two people of one name.
    assert came(state, STAFF.model_copy(update={"login": "u2"}))
    assert state.attendance == (MEMBER, STAFF, a_line("居民"))
    assert state.state == "scheduled"


def test_nobody_signs_in_to_what_is_only_due() -> None:
    assert signing_in.time_of(a_consultation("scheduled", at=WINDOW.opens)) == WINDOW.opens
    for state, rule in (("scheduled", "sign-in-window"), ("recorded", "consultation-state")):
        with pytest.raises(DomainRefusal) as refused:
            signing_in.time_of(a_consultation(state))
        assert refused.value.rule == rule


def test_a_record_tells_who_signed_in_from_who_is_only_named() -> None:
    present = (
        Participant(name="李四", role="proposer"),
        Participant(name="李某", role="proposer", member_id="M1"),
        Participant(name="张三", role="unit"),
        Participant(name="居民", role="expert"),
    )
    attendance = (MEMBER, STAFF, STAFF.model_copy(update={"login": "u2"}), a_line("居民"))
    told = signing_in.who_came(a_consultation("recorded", present=present, attendance=attendance))
    assert [(one.name, one.role, one.named, one.way) for one in told] == [
        ("李四", "proposer", True, None),
        ("李某", "proposer", True, "code"),
        ("张三", "unit", True, "code"),
        ("居民", "expert", True, None),
        ("张三", "unit", False, "code"),
        ("居民", "beneficiary", False, "entered"),
    ]
    assert [one.member_id for one in told] == [None, "M1", None, None, None, None]
    assert (told[1].signed_in_at, told[2].unit_id, told[5].entered_by) == (MEMBER.at, "U1", "科长")


def test_an_older_record_of_names_alone_tells_it_too() -> None:
    state = a_consultation("recorded", participants=("M1", "王五"), attendance=(MEMBER, STAFF))
    told = signing_in.who_came(state)
    assert [(one.name, one.role, one.named, one.way) for one in told] == [
        ("M1", "proposer", True, "code"), ("王五", None, True, None), ("张三", "unit", False, "code"),
    ]  # fmt: skip
