from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.base import DomainRefusal, Event
from contracts.files import Attachment
from contracts.supervision import (
    CommitteeConsultationCalled,
    Evidence,
    MemberSignedOff,
    RehandlingOrdered,
    SignOffCompleted,
)
from services.supervision.activity import domain as activity
from services.supervision.oversight import domain as oversight
from services.supervision.passkey import domain as passkey
from services.supervision.signoff import domain as signoff
from services.supervision.talk import domain as talk

CALL = activity.Held(kind="call", held_on=date(2026, 5, 1), findings="已联系")
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
PROOF = Evidence(method="passkey", signed_json="{}")


def watched(**changes: Any) -> oversight.Oversight:
    values: dict[str, Any] = {
        "proposal_id": "p1",
        "state": "open",
        "supervision_class": "general",
        "case_number": 1,
        "proposers": ("M1",),
        "supervisor": "提案委员会",
        "open_urges": ("g1",),
        "follow_ups": (oversight.OpenFollowUp(follow_up_id="f1", unit_id="U1", due=date(2026, 5, 9)),),
    }
    return oversight.Oversight(**values | changes)


OVERSIGHT_COMMANDS: dict[str, Callable[[oversight.Oversight], list[Event]]] = {
    "designate_key": lambda s: oversight.designate_key(s, 1, "示例领导"),
    "revoke_key": lambda s: oversight.revoke_key(
        s.model_copy(update={"supervision_class": "key", "key_number": 2}), "更正", "示例委员会"
    ),
    "designate_tracked": lambda s: oversight.designate_tracked(s, "上年未落实"),
    "finish_tracking": lambda s: oversight.finish_tracking(
        s.model_copy(update={"supervision_class": "tracked", "archived_year": 2025}), "已落实"
    ),
    "appoint": lambda s: oversight.appoint(s, "经济委员会"),
    "hold_activity": lambda s: [activity.hold(s, "v1", CALL, (), date(2026, 5, 1), "示例督办人员")],
    "answer_follow_up": lambda s: [activity.answer(s, "f1", "U1", "已落实")],
    "close_follow_up": lambda s: [activity.close(s, "f1", "已查看", "示例督办人员")],
    "urge": lambda s: oversight.urge(s, "g2", "a1", "U1", "请加快办理"),
    "answer_urge": lambda s: oversight.answer_urge(s, "g1", "a1", "U1", "已加快"),
    "close": lambda s: oversight.close(s, ["satisfied"], NOW),
    "cancel": lambda s: oversight.cancel(s, "撤案"),
    "close_unsigned": lambda s: oversight.close_unsigned(s, "unreachable", "无法联系"),
}


def test_tracking_after_the_end_leaves_the_end_as_it_was() -> None:
    """Nobody's signature is undone by watching on; what was recommended for tracking is mostly closed."""
    state = watched(state="closed")
    (designated,) = oversight.designate_tracked(state, "结案后无成果")
    state = oversight.apply(state, designated)
    assert (state.state, state.supervision_class) == ("closed", "tracked")
    (finished,) = oversight.finish_tracking(state, "已落实")
    state = oversight.apply(state, finished)
    assert (state.state, state.finding) == ("closed", "已落实")
    with pytest.raises(DomainRefusal, match="finished-already"):
        oversight.finish_tracking(state, "再次")


def test_every_oversight_command_is_tried() -> None:
    assert OVERSIGHT_COMMANDS.keys() == oversight.TRANSITIONS.keys()


@pytest.mark.parametrize("state", oversight.STATES)
@pytest.mark.parametrize("command", sorted(oversight.TRANSITIONS))
def test_oversight_commands_pass_exactly_where_allowed(state: str, command: str) -> None:
    subject = watched(state=state)
    if state in oversight.TRANSITIONS[command]:
        for event in OVERSIGHT_COMMANDS[command](subject):
            subject = oversight.apply(subject, event)
        assert subject != watched(state=state)
    elif command in ("close", "cancel"):
        # These answer events of others, which may come twice or late: nothing happens.
        assert OVERSIGHT_COMMANDS[command](subject) == []
    else:
        with pytest.raises(DomainRefusal, match="state"):
            OVERSIGHT_COMMANDS[command](subject)


def test_the_worst_result_is_the_proposals() -> None:
    (closed,) = oversight.close(watched(), ["satisfied", "dissatisfied", "mostly_satisfied"], NOW)
    assert closed.model_dump()["result"] == "dissatisfied"


def test_a_default_never_replaces_a_person() -> None:
    assert oversight.appoint_default(watched(by_default=False, supervisor="示例领导"), "经济委员会") == []
    assert oversight.appoint_default(watched(), "经济委员会")


def asked(**changes: Any) -> signoff.SignOff:
    values: dict[str, Any] = {
        "proposal_id": "p1",
        "reply_id": "r1",
        "assignment_id": "a1",
        "unit_id": "U1",
        "cycle": 1,
        "reply_version": 1,
        "reply_hash": "h",
        "members": ("M1", "M2"),
    }
    return signoff.SignOff(**values | changes)


def opinion(result: Any = "satisfied", process: Any = "satisfied") -> signoff.Opinion:
    return signoff.Opinion(result=result, process=process, visited=True, view="agree")


def signed(state: signoff.SignOff, member: str, **kwargs: Any) -> tuple[signoff.SignOff, list[Event]]:
    events = signoff.sign(state, member, opinion(**kwargs), PROOF, 2, NOW)
    for event in events:
        state = signoff.apply(state, event)
    return state, events


def scan(sha256: str = "f" * 64) -> Attachment:
    return Attachment(
        attachment_id="f1", name="签字表.pdf", purpose="paper_scan", media_type="application/pdf", bytes=1,
        sha256=sha256, scanned=False, added_at=NOW,
    )  # fmt: skip


def with_paper(state: signoff.SignOff) -> signoff.SignOff:
    paper = signoff.Paper(member_id="M1", opinion=opinion(), scan_sha256="f" * 64, entered_by="clerk")
    return state.model_copy(update={"papers": (paper,)})


def confirmed_paper(state: signoff.SignOff) -> list[Event]:
    form = signoff.to_confirm(state, "M1", "clerk2", scan_required=False)
    return signoff.sign(state, "M1", form.opinion, PROOF, 2, NOW)


SIGN_OFF_COMMANDS: dict[str, Callable[[signoff.SignOff], list[Event]]] = {
    "sign": lambda s: signoff.sign(s, "M1", opinion(), PROOF, 2, NOW),
    "enter_paper": lambda s: signoff.enter_paper(s, "M1", opinion(), "f" * 64, "clerk"),
    "confirm_paper": lambda s: confirmed_paper(with_paper(s)),
    "withdraw_paper": lambda s: signoff.withdraw_paper(with_paper(s), "M1", "录错了", "clerk2", NOW),
    "add_scan": lambda s: signoff.add_scan(with_paper(s), "M1", scan(), "clerk"),
}


@pytest.mark.parametrize("state", signoff.STATES)
@pytest.mark.parametrize("command", sorted(SIGN_OFF_COMMANDS))
def test_sign_off_commands_pass_exactly_where_allowed(state: str, command: str) -> None:
    assert SIGN_OFF_COMMANDS.keys() | {"remind", "settle"} == signoff.TRANSITIONS.keys()
    subject = asked(state=state)
    if state in signoff.TRANSITIONS[command]:
        assert SIGN_OFF_COMMANDS[command](subject)
    else:
        with pytest.raises(DomainRefusal, match="state"):
            SIGN_OFF_COMMANDS[command](subject)


@pytest.mark.parametrize("state", signoff.STATES)
def test_nobody_is_reminded_twice_by_one_number_or_of_what_is_over(state: str) -> None:
    subject = asked(state=state)
    reminded = signoff.remind(subject, 1, announce=True)
    assert bool(reminded) == (state in signoff.TRANSITIONS["remind"])
    for event in reminded:
        subject = signoff.apply(subject, event)
    assert signoff.remind(subject, 1, announce=True) == []


def test_a_device_that_counts_must_say_more_each_time_and_one_that_does_not_may_go_on() -> None:
    ring = passkey.Keyring(member_id="M1")
    assert passkey.use(ring, "k", 0, "r1") == []
    for count in (1, 5):
        for event in passkey.use(ring, "k", count, "r1"):
            ring = passkey.apply(ring, event)
    for count in (0, 4, 5):
        with pytest.raises(DomainRefusal, match="key-copied"):
            passkey.use(ring, "k", count, "r1")
    assert passkey.use(ring, "another", 0, "r1") == []


def test_silence_is_not_satisfaction() -> None:
    state, events = signed(asked(), "M1")
    assert [type(e) for e in events] == [MemberSignedOff]
    assert state.state == "requested"
    state, events = signed(state, "M2", result="mostly_satisfied")
    assert [type(e) for e in events] == [MemberSignedOff, SignOffCompleted]
    assert events[1].model_dump()["result"] == "mostly_satisfied"


def test_the_first_dissatisfied_result_orders_rehandling_at_once() -> None:
    state, events = signed(asked(), "M1", result="dissatisfied")
    assert [type(e) for e in events] == [MemberSignedOff, RehandlingOrdered]
    assert state.state == "superseded"
    with pytest.raises(DomainRefusal, match="state"):
        signed(state, "M2")


def test_dissatisfaction_with_the_process_alone_orders_nothing() -> None:
    _, events = signed(asked(members=("M1",)), "M1", process="dissatisfied")
    assert [type(e) for e in events] == [MemberSignedOff, SignOffCompleted]


def test_the_last_cycle_is_not_ordered_again() -> None:
    _, events = signed(asked(cycle=2, members=("M1",)), "M1", result="dissatisfied")
    assert [type(e) for e in events] == [MemberSignedOff, CommitteeConsultationCalled, SignOffCompleted]
    _, events = signed(asked(cycle=2), "M1", result="dissatisfied")
    assert [type(e) for e in events] == [MemberSignedOff, CommitteeConsultationCalled]


@pytest.mark.parametrize(("member", "rule"), [("M9", "not-asked"), ("M1", "signed-already")])
def test_only_a_proposer_signs_and_only_once(member: str, rule: str) -> None:
    state, _ = signed(asked(), "M1")
    with pytest.raises(DomainRefusal, match=rule):
        signed(state, member)


def test_the_clerk_who_entered_a_form_does_not_confirm_it() -> None:
    state = asked()
    for event in signoff.enter_paper(state, "M1", opinion(), "f" * 64, "clerk"):
        state = signoff.apply(state, event)
    with pytest.raises(DomainRefusal, match="two-staff"):
        signoff.to_confirm(state, "M1", "clerk", scan_required=False)
    form = signoff.to_confirm(state, "M1", "clerk2", scan_required=False)
    assert (form.entered_by, form.opinion) == ("clerk", opinion())


def test_a_new_key_waits_and_an_unknown_one_never_signs() -> None:
    key = passkey.Key(credential_id="k", public_key="p", usable_from=NOW)
    ring = passkey.Keyring(member_id="M1", keys=(key,))
    assert passkey.usable_key(ring, "k", NOW) == key
    with pytest.raises(DomainRefusal, match="key-new"):
        passkey.usable_key(ring, "k", NOW.replace(hour=1))
    with pytest.raises(DomainRefusal, match="key-unknown"):
        passkey.usable_key(ring, "other", NOW)


def test_a_revoked_key_never_signs_and_is_kept_for_what_it_signed() -> None:
    key = passkey.Key(credential_id="k", public_key="p", usable_from=NOW)
    ring = passkey.Keyring(member_id="M1", keys=(key,))
    (event,) = passkey.revoke(ring, "k", "手机遗失", "clerk")
    ring = passkey.apply(ring, event)
    assert ring.keys == (key,)
    with pytest.raises(DomainRefusal, match="key-revoked"):
        passkey.usable_key(ring, "k", NOW)
    with pytest.raises(DomainRefusal, match="key-revoked"):
        passkey.revoke(ring, "k", "再次", "clerk")
    with pytest.raises(DomainRefusal, match="key-known"):
        passkey.register(ring, "k", "p", NOW, NOW - NOW)
    with pytest.raises(DomainRefusal, match="key-unknown"):
        passkey.revoke(ring, "other", "手机遗失", "clerk")


@pytest.mark.parametrize("expires_at", [NOW, None])
def test_a_code_that_is_over_or_has_no_end_binds_nothing(expires_at: datetime | None) -> None:
    ring = passkey.Keyring(member_id="M1", code_sha256=passkey.digest("code"), code_expires_at=expires_at)
    with pytest.raises(DomainRefusal, match="code-expired"):
        passkey.check_code(ring, "code", NOW)
    with pytest.raises(DomainRefusal, match="is not the one"):
        passkey.check_code(ring, "another", NOW)


def test_a_new_enrolment_ends_the_code_of_the_one_before() -> None:
    ring = passkey.Keyring(member_id="M1", opened_by="clerk")
    for event in passkey.confirm_enrolment(ring, "clerk2", "code", NOW):
        ring = passkey.apply(ring, event)
    assert passkey.check_code(ring, "code", NOW.replace(hour=1)) == ring
    for event in passkey.open_enrolment("M1", "clerk"):
        ring = passkey.apply(ring, event)
    assert (ring.code_sha256, ring.code_expires_at) == (None, None)


TALK_COMMANDS: dict[str, Callable[[talk.ProcessTalk], list[Event]]] = {
    "hold": lambda s: talk.hold(
        s, "t1", held_on=NOW.date(), form="phone", outcome="已说明", recorded_by="示例", today=NOW.date()
    ),
    "end": lambda s: talk.end(s, "t1", conclusion="已说明", declined=False, ended_by="示例"),
    "end_declined": lambda s: talk.end(s, "t1", conclusion="不需要", declined=True, ended_by="示例"),
}


@pytest.mark.parametrize("state", talk.STATES)
@pytest.mark.parametrize("command", sorted(talk.TRANSITIONS))
def test_talks_go_exactly_where_allowed(state: Any, command: str) -> None:
    assert TALK_COMMANDS.keys() == talk.TRANSITIONS.keys()
    _, (signature, _) = signed(asked(members=("M1",)), "M1", process="dissatisfied")
    assert isinstance(signature, MemberSignedOff)
    (called,) = talk.call("t1", signature, NOW.date())
    subject = talk.apply(None, called).model_copy(update={"state": state})
    if state in talk.TRANSITIONS[command]:
        (event,) = TALK_COMMANDS[command](subject)
        assert talk.apply(subject, event).state == ("talked" if command == "hold" else "ended")
    else:
        with pytest.raises(DomainRefusal, match=r"state|talk-first|talked-already"):
            TALK_COMMANDS[command](subject)
