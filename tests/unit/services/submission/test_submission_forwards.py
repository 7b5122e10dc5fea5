"""The rules of forwarding: at the origin, and at the receiver's."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.base import DomainRefusal, Event
from contracts.submission import (
    ForwardAnswered,
    ForwardAnswerReceived,
    ForwardAsked,
    ForwardConsentAnswered,
    ForwardedTopic,
    ForwardRecalled,
    ForwardReceived,
    ProposalForwarded,
    ProposalOrigin,
    TopicForwarded,
)
from services.submission.call.domain import Call, Topic
from services.submission.conference.domain import Conference, check_receiver
from services.submission.forward import domain as forwards
from services.submission.forward.domain import Forward, Step
from services.submission.proposal.domain import STATES
from services.submission.received import domain as received
from services.submission.received.domain import Received
from tests.unit.services.submission.test_submission_proposal import proposal

NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
HERE, CITY = "330102", "330100"
SENDER = (HERE, "示例县政协")


def refusal(rule: str) -> Any:
    return pytest.raises(DomainRefusal, match=rf"^{rule}:")


def forward(*events: Event) -> Forward:
    state = None
    for event in events:
        state = forwards.apply(state, event)
    assert state is not None
    return state


ASKED = ForwardAsked(
    forward_id="f1", proposal_id="p1", receiver=CITY, receiver_name="示例市政协",
    title="关于增设老年助餐点的提案", reason="属市级事权", asked_at=NOW,
)  # fmt: skip
DECLINED = proposal(state="declined")


def sent() -> Forward:
    consented = forwards.answer_consent(forward(ASKED), DECLINED, "M1", True, SENDER, "示例委员", NOW)
    return forward(ASKED, *consented)


def told(number: int, stage: Any, **facts: Any) -> Step:
    return Step(number=number, stage=stage, at=NOW, **facts)


def heard(state: Forward, *steps: Step) -> Forward:
    for step in steps:
        for event in forwards.hear(state, step, CITY):
            state = forwards.apply(state, event)
    return state


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_admitted_or_declined_is_forwarded(state: Any) -> None:
    about = proposal(state=state)
    if state in ("admitted", "declined"):
        assert forwards.ask(ASKED, about, []) == [ASKED]
        return
    with refusal("forward-state"):
        forwards.ask(ASKED, about, [])
    # Reopened after it was asked: the consent must wait for the review, too.
    with refusal("forward-state"):
        forwards.answer_consent(forward(ASKED), about, "M1", True, SENDER, "示例委员", NOW)


@pytest.mark.parametrize("state", forwards.STATES)
def test_one_forward_at_a_time_to_each_receiver(state: Any) -> None:
    other = forward(ASKED).model_copy(update={"state": state})
    elsewhere = ASKED.model_copy(update={"receiver": "330103"})
    assert forwards.ask(elsewhere, DECLINED, [other]) == [elsewhere]
    if state in ("asked", "sent", "accepted"):
        with refusal("forwarded-already"):
            forwards.ask(ASKED, DECLINED, [other])
    else:
        assert forwards.ask(ASKED, DECLINED, [other]) == [ASKED]


def test_it_does_not_go_back_where_it_came_from() -> None:
    origin = ProposalOrigin(
        county=CITY, county_name="示例市政协", proposal_id="p0", forward_id="f0", proposer="示例委员",
        text_hash="h", received_at=NOW,
    )  # fmt: skip
    with refusal("forward-circle"):
        forwards.ask(ASKED, proposal(state="declined", origin=origin), [])


def test_who_receives_is_another_county_of_the_deployment_and_open() -> None:
    city = Conference(name="示例市政协", receives=True)
    assert check_receiver(city, CITY, HERE) == city
    for rule, found, county in (
        ("forward-self", city, HERE),
        ("receiver-unknown", None, "999999"),
        ("receiver-closed", Conference(name="示例县政协", receives=False), "330103"),
    ):
        with refusal(rule):
            check_receiver(found, county, HERE)


@pytest.mark.parametrize("state", forwards.STATES)
@pytest.mark.parametrize("command", forwards.TRANSITIONS)
def test_every_pair_of_command_and_state(command: str, state: Any) -> None:
    before = forward(ASKED).model_copy(update={"state": state})
    commands = {
        "answer_consent": lambda: forwards.answer_consent(before, DECLINED, "M1", True, SENDER, "示例委员", NOW),
        "recall": lambda: forwards.recall(before, HERE, "误转", NOW),
    }
    if state in forwards.TRANSITIONS[command]:
        assert commands[command]()
    else:
        with refusal("state"):
            commands[command]()


def test_nobody_but_its_proposer_consents() -> None:
    with refusal("first-proposer"):
        forwards.answer_consent(forward(ASKED), DECLINED, "M2", True, SENDER, "示例委员", NOW)
    with refusal("first-proposer"):
        forwards.answer_consent(forward(ASKED), DECLINED, None, False, SENDER, "示例委员", NOW)


def test_a_refusal_sends_nothing() -> None:
    events = forwards.answer_consent(forward(ASKED), DECLINED, "M1", False, SENDER, "示例委员", NOW)
    assert [type(event) for event in events] == [ForwardConsentAnswered]
    assert forward(ASKED, *events).state == "refused"


def test_what_crosses_is_the_text_the_kind_and_the_name_alone() -> None:
    about = proposal(state="admitted", publish_consent=False, suggested_units=("U1",), merged_proposers=("M7",))
    _, crossed = forwards.answer_consent(forward(ASKED), about, "M1", True, SENDER, "示例委员", NOW)
    assert isinstance(crossed, ProposalForwarded)
    assert crossed.proposal.model_dump() == {
        "kind": "individual", "proposer": "示例委员", "text": about.text.model_dump(),
        "text_hash": forwards.text_hash(about.text), "publish_consent": False, "received_at": about.received_at,
    }  # fmt: skip
    assert not {"M1", "M7", "U1"} & set(crossed.model_dump_json().split('"'))


def test_steps_are_heard_once_in_order_and_from_the_receiver_alone() -> None:
    state = sent()
    assert forwards.hear(state, told(1, "accepted"), "330103") == []
    assert forwards.hear(forward(ASKED), told(1, "accepted"), CITY) == []
    assert forwards.hear(state, told(2, "admitted"), CITY) == []
    state = heard(state, told(1, "accepted"), told(1, "accepted"), told(2, "admitted", there_number=3))
    assert (state.state, [one.stage for one in state.steps]) == ("accepted", ["accepted", "admitted"])
    assert state.steps[1].there_number == 3


@pytest.mark.parametrize(
    ("stage", "after", "after_recall"),
    [("accepted", "accepted", "accepted"), ("declined", "declined", "recalled"),
     ("undeliverable", "undeliverable", "recalled")],
)  # fmt: skip
def test_an_answer_that_crosses_a_recall_is_kept(stage: Any, after: str, after_recall: str) -> None:
    assert heard(sent(), told(1, stage)).state == after
    (recalled,) = forwards.recall(sent(), HERE, "误转", NOW)
    state = heard(forwards.apply(sent(), recalled), told(1, stage))
    assert (state.state, state.recalled, len(state.steps)) == (after_recall, "clerk", 1)


def test_a_withdrawal_is_told_to_whoever_may_have_it() -> None:
    for before, crosses, after in (
        (forward(ASKED), False, "recalled"),
        (sent(), True, "recalled"),
        (heard(sent(), told(1, "accepted")), True, "accepted"),
    ):
        (event,) = forwards.proposal_withdrawn(before, HERE, NOW)
        assert isinstance(event, ForwardRecalled)
        assert (event.sent, event.because, event.reason) == (crosses, "withdrawn", None)
        gone = forwards.apply(before, event)
        assert (gone.state, gone.recalled) == (after, "withdrawn")
        assert forwards.proposal_withdrawn(gone, HERE, NOW) == []
    assert forwards.proposal_withdrawn(heard(sent(), told(1, "declined")), HERE, NOW) == []


def test_a_merge_ends_the_question_and_not_what_was_sent() -> None:
    (event,) = forwards.proposal_merged(forward(ASKED), HERE, NOW)
    assert forwards.apply(forward(ASKED), event).state == "recalled"
    assert forwards.proposal_merged(sent(), HERE, NOW) == []


def call(**changes: Any) -> Call:
    topics = tuple(Topic(title=title, source="文史委", suggestion_id=None) for title in ("甲", "乙"))
    facts: dict[str, Any] = {
        "id": "c1", "state": "published", "kind": "catalogue", "title": "目录", "basis": "办法",
        "session_id": None, "topics": topics, "closes_on": None,
    }  # fmt: skip
    return Call(**facts | changes)


def topic_forwarded(index: int = 1, receiver: str = CITY) -> TopicForwarded:
    return TopicForwarded(
        forward_id="f2", origin=HERE, origin_name="示例县政协", receiver=receiver, receiver_name="示例市政协",
        reason="跨县", topic=forwards.topic_of(call(), index), forwarded_at=NOW,
    )  # fmt: skip


def test_a_topic_is_one_that_the_call_offers_and_goes_once() -> None:
    assert forwards.topic_of(call(), 1).title == "乙"
    for index, about in ((2, call()), (-1, call()), (1, call(withdrawn=(1,))), (0, call(topics=()))):
        with refusal("topic-unknown"):
            forwards.topic_of(about, index)
    before = forward(topic_forwarded())
    assert forwards.forward_topic(topic_forwarded(0), [before])
    assert forwards.forward_topic(topic_forwarded(receiver="330103"), [before])
    with refusal("forwarded-already"):
        forwards.forward_topic(topic_forwarded(), [before])


# --- at the receiver's ---------------------------------------------------------------------------------------------


def crossed() -> ProposalForwarded:
    found = forwards.answer_consent(forward(ASKED), DECLINED, "M1", True, SENDER, "示例委员", NOW)[1]
    assert isinstance(found, ProposalForwarded)
    return found


def folded(*events: Event, state: Received | None = None) -> Received:
    for event in events:
        state = received.apply(state, event)
    assert state is not None
    return state


def arrived() -> Received:
    return folded(*received.receive(None, crossed(), HERE, NOW))


def offered(member_id: str | None = "C1", body_id: str | None = None) -> Received:
    return folded(*received.offer(arrived(), None, member_id, body_id, NOW), state=arrived())


def topic_arrived() -> Received:
    return folded(*received.receive(None, topic_forwarded(), HERE, NOW))


def test_the_record_is_of_the_county_that_sent_it_whatever_the_event_says() -> None:
    forged = crossed().model_copy(update={"origin": "330109"})
    (event,) = received.receive(None, forged, HERE, NOW)
    assert isinstance(event, ForwardReceived)
    assert (event.origin, event.received_id) == (HERE, f"F-{HERE}-f1")
    assert received.receive(arrived(), crossed(), HERE, NOW) == []


@pytest.mark.parametrize("state", received.STATES)
@pytest.mark.parametrize("command", received.TRANSITIONS)
def test_every_pair_of_command_and_state_there(command: str, state: Any) -> None:
    about = (topic_arrived() if command == "accept" else offered()).model_copy(update={"state": state})
    commands = {
        "offer": lambda: received.offer(about, None, "C1", None, NOW),
        "take_up": lambda: received.take_up(about, "C1", "p9", NOW),
        "accept": lambda: received.accept(about, NOW),
        "decline": lambda: received.decline(about, "不属本级", NOW),
    }
    if state in received.TRANSITIONS[command]:
        assert commands[command]()
    else:
        with refusal("state"):
            commands[command]()
        if command == "take_up":
            with refusal("state"):
                received.turn_down(about, "C1", None)


def test_it_is_offered_to_one_who_is_not_the_clerk() -> None:
    for to in ((None, None), ("C1", "B1")):
        with refusal("offer-to"):
            received.offer(arrived(), None, *to, NOW)
    with refusal("conflict-of-interest"):
        received.offer(arrived(), "C1", "C1", None, NOW)
    with refusal("forward-topic"):
        received.offer(topic_arrived(), None, "C1", None, NOW)
    with refusal("forward-proposal"):
        received.accept(arrived(), NOW)


def test_it_is_the_last_ones_alone() -> None:
    again = folded(*received.offer(offered(), None, None, "B1", NOW), state=offered())
    assert received.is_offered_to(offered(), "C1", None)
    assert not received.is_offered_to(offered(), "C2", None)
    assert not received.is_offered_to(offered(), None, None)
    assert not received.is_offered_to(arrived(), None, None)
    assert not received.is_offered_to(again, "C1", None)
    assert received.is_offered_to(again, "C5", "B1")
    turned_down = folded(*received.turn_down(offered(), "C1", "不熟悉"), state=offered())
    assert (turned_down.state, turned_down.member_id) == ("received", None)


def test_taken_up_it_is_told_with_every_later_step_once() -> None:
    state = folded(*received.take_up(offered(), "C1", "p9", NOW), state=offered())
    assert (state.state, state.filed_as, state.member_id) == ("accepted", "p9", "C1")
    for about in ("a1", "a2"):
        state = folded(*received.answer(state, "assigned", NOW, about=about), state=state)
        assert received.answer(state, "assigned", NOW, about=about) == []
    assert [(one.number, one.stage) for one in state.steps] == [(1, "accepted"), (2, "assigned"), (3, "assigned")]


def test_a_merge_is_told_again_when_it_was_undone_between() -> None:
    state = folded(*received.take_up(offered(), "C1", "p9", NOW), state=offered())
    for stage in ("merged", "unmerged", "merged", "unmerged"):
        state = folded(*received.answer(state, stage, NOW, about="p1"), state=state)
        assert received.answer(state, stage, NOW, about="p1") == []
    # Its own admission is another step than that of what it was merged into.
    for about in ("p1", None):
        state = folded(*received.answer(state, "admitted", NOW, about=about), state=state)
        assert received.answer(state, "admitted", NOW, about=about) == []
    assert [one.stage for one in state.steps] == [
        "accepted", "merged", "unmerged", "merged", "unmerged", "admitted", "admitted",
    ]  # fmt: skip


def test_a_recall_that_comes_late_leaves_what_was_filed() -> None:
    (event,) = forwards.recall(sent(), HERE, "误转", NOW)
    assert isinstance(event, ForwardRecalled)
    accepted = folded(*received.take_up(offered(), "C1", "p9", NOW), state=offered())
    declined = folded(*received.decline(arrived(), "不属本级", NOW), state=arrived())
    for before, after in ((arrived(), "recalled"), (offered(), "recalled"), (accepted, "accepted")):
        gone = folded(*received.recall(before, event), state=before)
        assert (gone.state, gone.recalled, gone.filed_as) == (after, "clerk", before.filed_as)
        assert received.recall(gone, event) == []
    assert received.recall(declined, event) == []


def test_both_sides_fold_the_same_steps() -> None:
    state = folded(*received.take_up(offered(), "C1", "p9", NOW), state=offered())
    state = folded(*received.answer(state, "replied", NOW, about="r1:1", reply_number="1号"), state=state)
    origin = heard(sent(), *state.steps)
    assert origin.steps == state.steps
    answered = ForwardAnswered(received_id="r", origin=HERE, forward_id="f1", number=1, stage="accepted", at=NOW)
    assert set(Step.model_fields) <= set(ForwardAnswerReceived.model_fields) & set(type(answered).model_fields)
    assert ForwardedTopic.model_validate(topic_arrived().topic).title == "乙"
