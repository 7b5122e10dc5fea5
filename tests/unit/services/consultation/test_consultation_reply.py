import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from contracts.base import AnswerClass, DomainRefusal, Event
from contracts.consultation import Answer, Attempt, Commitment, ReplyApproved, ReplyContent, ReplyDrafted, ReplyIssued
from services.consultation.reply import domain
from services.consultation.reply.domain import Reply, State

STATES: tuple[State, ...] = get_args(State)
TODAY = date(2026, 3, 2)
LETTERS: dict[AnswerClass, str] = {"solved": "A", "planned": "B", "reference": "C", "infeasible": "D"}


def an_answer(suggestion: int, **fields: object) -> Answer:
    return Answer(suggestion=suggestion, adoption="adopted", why="done").model_copy(update=fields)


def a_content(*answers: Answer, letter: str = "A") -> ReplyContent:
    return ReplyContent(
        answer_class="solved", letter=letter, answers=answers, signatory="甲", contact="乙", text="答复"
    )


DRAFTED = ReplyDrafted(
    proposal_id="P1", reply_id="R1", assignment_id="A1", unit_id="U1", cycle=1, reply_version=1,
    content=a_content(an_answer(1)),
)  # fmt: skip


def a_reply(state: State) -> Reply:
    return domain.apply(None, DRAFTED).model_copy(update={"state": state})


ATTEMPTS = [Attempt(on=TODAY, how="phone"), Attempt(on=date(2026, 3, 4), how="visit")]


def silent(state: Reply, unit_id: str) -> list[Event]:
    return domain.helper_silent(
        state, "R1", assignment_id="A2", unit_id=unit_id, attempts=ATTEMPTS, at_least=2, since=TODAY, days=5,
        today=date(2026, 3, 7), released_by="甲", policy_version=0,
    )  # fmt: skip


COMMANDS: dict[str, Callable[[Reply], list[Event]]] = {
    "countersign": lambda s: domain.countersign(s, "R1", assignment_id="A2", unit_id="U2", opinion=None),
    "approve": lambda s: domain.approve(s, "R1", approved_by="丙", latest_version=1, helpers=[]),
    "helper_silent": lambda s: silent(s, "U2"),
    "vet": lambda s: domain.vet(s, "R1", answer_class=None, reason=None, letters=LETTERS),
    "reject": lambda s: domain.reject(s, "R1", reason="r"),
    "issue": lambda s: domain.issue(
        s,
        "R1",
        number="1",
        copies_to=["M1"],
        first_proposers=["M1"],
        now=datetime(2026, 3, 2, tzinfo=UTC),
        helpers=[],
    ),
}
TARGETS = {
    "countersign": "countersigning",
    "helper_silent": "countersigning",
    "approve": "approved",
    "vet": "vetted",
    "reject": "rejected",
    "issue": "issued",
}


@pytest.mark.parametrize("command", domain.TRANSITIONS)
@pytest.mark.parametrize("state", STATES)
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    before = a_reply(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="reply-state"):
            COMMANDS[command](before)
        return
    (event,) = COMMANDS[command](before)
    # A late opinion, or silence, does not take the reply back to the helpers.
    late = command in ("countersign", "helper_silent") and state in ("approved", "vetted")
    assert domain.apply(before, event).state == (state if late else TARGETS[command])


@pytest.mark.parametrize("state", STATES)
def test_another_version_waits_for_the_one_under_way(state: State) -> None:
    if state in ("draft", "countersigning", "rejected"):
        assert domain.draft(DRAFTED, a_reply(state)) == [DRAFTED]
        return
    with pytest.raises(DomainRefusal, match="reply-under-way"):
        domain.draft(DRAFTED, a_reply(state))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (a_content(an_answer(1)), "without an answer: 2"),
        (a_content(an_answer(1), an_answer(2), an_answer(2)), "more than once: 2"),
        (a_content(an_answer(1), an_answer(2), an_answer(3)), "no suggestions 3"),
        (a_content(an_answer(1), an_answer(2, adoption="planned")), "needs a dated commitment"),
        (
            a_content(an_answer(1), an_answer(2, adoption="planned", commitment=Commitment(promise="p", due=TODAY))),
            "must fall due in the future",
        ),
        (a_content(an_answer(1), an_answer(2), letter="B"), "letter of class solved is A"),
    ],
)
def test_a_content_that_is_refused(content: ReplyContent, says: str) -> None:
    with pytest.raises(DomainRefusal, match=says):
        domain.check_content(content, suggestions=[1, 2], letters=LETTERS, today=TODAY)


def test_a_complete_content_passes() -> None:
    commitment = Commitment(promise="p", due=date(2026, 3, 3))
    content = a_content(an_answer(2, adoption="planned", commitment=commitment), an_answer(1))
    domain.check_content(content, suggestions=[1, 2], letters=LETTERS, today=TODAY)


def test_approval_names_the_silent_helpers() -> None:
    (opinion,) = domain.countersign(a_reply("draft"), "R1", assignment_id="A2", unit_id="U2", opinion="fine")
    signed = domain.apply(a_reply("draft"), opinion)
    with pytest.raises(DomainRefusal, match="U3") as refused:
        domain.approve(signed, "R1", approved_by="丙", latest_version=1, helpers=["U2", "U3"])
    assert "U2" not in refused.value.detail
    domain.approve(signed, "R1", approved_by="丙", latest_version=1, helpers=["U2"])
    with pytest.raises(DomainRefusal, match="countersigned"):
        domain.countersign(signed, "R1", assignment_id="A2", unit_id="U2", opinion=None)


def test_a_superseded_version_is_not_approved() -> None:
    with pytest.raises(DomainRefusal, match="superseded"):
        domain.approve(a_reply("draft"), "R1", approved_by="丙", latest_version=2, helpers=[])


def test_vetting_changes_the_class_only_with_a_reason() -> None:
    approved = a_reply("approved")
    with pytest.raises(DomainRefusal, match="class-change"):
        domain.vet(approved, "R1", answer_class="reference", reason=None, letters=LETTERS)
    (event,) = domain.vet(approved, "R1", answer_class="reference", reason="not solved yet", letters=LETTERS)
    content = domain.apply(approved, event).content
    assert (content.answer_class, content.letter) == ("reference", "C")
    assert content.answers == approved.content.answers


def test_the_issued_hash_is_of_the_canonical_json() -> None:
    (event,) = COMMANDS["issue"](a_reply("vetted"))
    assert isinstance(event, ReplyIssued)
    canonical = (
        '{"answer_class":"solved","answers":[{"adoption":"adopted","commitment":null,"suggestion":1,"why":"done"}],'
        '"contact":"乙","letter":"A","signatory":"甲","text":"答复"}'
    )
    assert event.content_hash == hashlib.sha256(canonical.encode()).hexdigest()


def test_apply_raises_on_what_it_cannot_fold() -> None:
    with pytest.raises(ValueError, match="drafted once"):
        domain.apply(a_reply("draft"), DRAFTED)
    with pytest.raises(ValueError, match="before the reply"):
        domain.apply(None, Event())
    with pytest.raises(ValueError, match="no event of a reply"):
        domain.apply(a_reply("draft"), Event())


def test_a_silent_helper_is_waited_for_no_longer_and_the_letter_says_so() -> None:
    state = domain.apply(a_reply("draft"), silent(a_reply("draft"), "U2")[0])
    with pytest.raises(DomainRefusal, match="U3"):
        domain.approve(state, "R1", approved_by="丙", latest_version=1, helpers=["U2", "U3"])
    (approved,) = domain.approve(state, "R1", approved_by="丙", latest_version=1, helpers=["U2"])
    assert isinstance(approved, ReplyApproved)
    assert approved.helper_silent == ("U2",)
    with pytest.raises(DomainRefusal, match="already-silent"):
        silent(state, "U2")
    (late,) = domain.countersign(state, "R1", assignment_id="A2", unit_id="U2", opinion="fine")
    answered = domain.apply(state, late)
    assert (answered.helper_silent, len(answered.silent)) == ((), 1)
    with pytest.raises(DomainRefusal, match="countersigned"):
        silent(answered, "U2")


def test_a_promise_is_made_again_or_was_kept_or_released() -> None:
    promise = Commitment(promise="p", due=date(2026, 3, 3))
    before = a_content(
        an_answer(1), an_answer(2, adoption="planned", commitment=promise), an_answer(3, commitment=promise)
    )
    domain.check_restated(a_content(an_answer(2), an_answer(3, adoption="partly", commitment=promise)), before)
    dropped = a_content(an_answer(2, adoption="partly"), an_answer(3, adoption="not_adopted"))
    with pytest.raises(DomainRefusal, match="suggestions 2, 3"):
        domain.check_restated(dropped, before)
    with pytest.raises(DomainRefusal, match="suggestions 3;"):
        domain.check_restated(dropped, before, settled=[2])
    domain.check_restated(dropped, before, settled=[2, 3])
