"""Models: which proposals may be one, what may follow what, and what members read of them."""

from collections.abc import Callable

import pytest

from contracts.base import DomainRefusal
from contracts.submission import ModelEdited, ModelMarked, ProposalText, Suggestion
from services.submission.model import domain
from services.submission.model.commands import without_numbers
from services.submission.model.domain import STATES, TRANSITIONS, Model, State
from tests.unit.services.submission.test_submission_proposal import proposal

MARKED = ModelMarked(
    model_id="model:p1",
    proposal_id="p1",
    archived=False,
    title="关于增设老年助餐点的提案",
    sector="经济界",
    tags=("养老",),
    comment="数据扎实，建议可办",
    marked_by="clerk",
)


def model(state: State = "marked") -> Model:
    return domain.apply(None, MARKED).model_copy(update={"state": state})


COMMANDS: dict[str, Callable[[Model], object]] = {
    "mark": lambda m: domain.mark(m, MARKED),
    "edit": lambda m: domain.edit(m, ("养老", "民生"), "数据扎实"),
    "unmark": lambda m: domain.unmark(m, "有更好的"),
}


def refused(rule: str, command: Callable[[], object]) -> None:
    with pytest.raises(DomainRefusal) as refusal:
        command()
    assert refusal.value.rule == rule


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", sorted(TRANSITIONS))
def test_a_command_passes_exactly_where_the_table_allows_it(state: State, command: str) -> None:
    assert COMMANDS.keys() == TRANSITIONS.keys()
    if state in TRANSITIONS[command]:
        assert COMMANDS[command](model(state))
    else:
        refused("state", lambda: COMMANDS[command](model(state)))


def test_a_model_is_admitted_with_consent_and_nobodys_own() -> None:
    good = proposal(state="admitted")
    domain.check_proposal(good, "M9")
    domain.check_proposal(good, None)
    for state in ("filed", "returned", "declined", "merged", "withdrawn"):
        refused("not-admitted", lambda state=state: domain.check_proposal(proposal(state=state), None))
    refused("no-consent", lambda: domain.check_proposal(proposal(state="admitted", publish_consent=False), None))
    refused("conflict-of-interest", lambda: domain.check_proposal(good, "M1"))


def test_an_edit_says_what_it_replaces_and_the_same_again_nothing() -> None:
    (edited,) = domain.edit(model(), ("民生",), "写得具体")
    assert isinstance(edited, ModelEdited)
    assert (edited.before_tags, edited.before_comment) == (("养老",), "数据扎实，建议可办")
    after = domain.apply(model(), edited)
    assert (after.tags, after.comment) == (("民生",), "写得具体")
    assert domain.edit(after, ("民生",), "写得具体") == []


def test_marked_once_more_it_has_no_reason_any_more() -> None:
    gone = domain.apply(model(), domain.unmark(model(), "有更好的")[0])
    assert (gone.state, gone.reason) == ("unmarked", "有更好的")
    again = domain.apply(gone, domain.mark(gone, MARKED)[0])
    assert (again.state, again.reason) == ("marked", None)


def test_numbers_that_belong_to_somebody_are_masked_and_nothing_else_is() -> None:
    text = ProposalText(
        title="关于增设老年助餐点的提案",
        situation="共4处，联系13800138000或13900139000。",
        analysis="补贴每餐3元。",
        suggestions=(Suggestion(number=1, text="一"), Suggestion(number=2, text="请拨13800138000咨询。")),
    )
    shown = without_numbers(text)
    stars = "＊" * 11
    assert shown.situation == f"共4处，联系{stars}或{stars}。"
    assert [one.text for one in shown.suggestions] == ["一", f"请拨{stars}咨询。"]
    assert (shown.title, shown.analysis) == (text.title, text.analysis)
