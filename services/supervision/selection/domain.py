"""A session's key selection: the committee's recommendation, and the decisions of the chair's meeting."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref, Text
from contracts.supervision import KeyDifference, KeyListed, KeyProposalsDecided, KeyProposalsRecommended, KeyShare

State = Literal["recommended", "decided"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "recommend": frozenset({"recommended", "decided"}),
    "decide": frozenset({"recommended", "decided"}),
}
"""Command → the states it may be given in: what was decided is corrected by a further decision, never changed."""

EVENTS: tuple[type[Event], ...] = (KeyProposalsRecommended, KeyProposalsDecided)


class Decision(Record):
    decision: int
    decided_on: date
    document_number: Line
    items: tuple[KeyListed, ...]
    differences: tuple[KeyDifference, ...]
    share: KeyShare
    corrects: int | None
    correction: Text | None
    decided_by: Line


class KeySelection(Record):
    """``listed`` is what the next decision is held against: recommended last, or decided since."""

    session_id: Ref
    state: State
    recommended: tuple[KeyListed, ...]
    share: KeyShare
    recommended_by: Line
    listed: tuple[KeyListed, ...]
    decisions: tuple[Decision, ...] = ()


def id_of(session_id: str) -> str:
    return f"KS-{session_id}"


def apply(state: KeySelection | None, event: Event) -> KeySelection:
    match event:
        case KeyProposalsRecommended():
            return KeySelection(
                session_id=event.session_id,
                state="decided" if state and state.decisions else "recommended",
                recommended=event.items,
                share=event.share,
                recommended_by=event.recommended_by,
                listed=event.items,
                decisions=state.decisions if state else (),
            )
        case KeyProposalsDecided() if state is not None:
            decision = Decision(**event.model_dump(exclude={"selection_id", "session_id"}))
            decisions = (*state.decisions, decision)
            return state.model_copy(update={"state": "decided", "listed": event.items, "decisions": decisions})
        case _:
            raise ValueError(f"{event.wire_name()} before anything was recommended, or no event of a selection")


def recommend(
    session_id: str,
    items: Sequence[KeyListed],
    *,
    sheets: Mapping[str, int],
    sheets_at_least: int,
    share: KeyShare,
    recommended_by: str,
) -> list[Event]:
    """``sheets``: those whose nomination stands → how many have scored them."""
    _check_list(items)
    listed = [item.proposal_id for item in items]
    if unknown := [id for id in listed if id not in sheets]:
        raise DomainRefusal("not-nominated", f"No nomination stands of {', '.join(unknown)}.")
    if short := [f"{id} ({sheets[id]})" for id in listed if sheets[id] < sheets_at_least]:
        raise DomainRefusal(
            "sheets-missing", f"A proposal is recommended with {sheets_at_least} score sheets: {', '.join(short)}."
        )
    _check_share(len(items), share)
    return [
        KeyProposalsRecommended(
            selection_id=id_of(session_id),
            session_id=session_id,
            items=tuple(items),
            share=share,
            recommended_by=recommended_by,
        )
    ]


def decide(
    state: KeySelection,
    items: Sequence[KeyListed],
    *,
    decided_on: date,
    document_number: str,
    whys: Mapping[str, str],
    key_now: Collection[str],
    share: KeyShare,
    corrects: int | None,
    correction: str | None,
    decided_by: str,
    today: date,
) -> list[KeyProposalsDecided]:
    """``whys``: why each proposal was taken up or dropped that makes the list differ; ``key_now``: the session's key
    proposals as of now, also those that were designated one by one."""
    last = state.decisions[-1].decision if state.decisions else None
    if corrects != last:
        raise DomainRefusal(
            "decision-stands",
            f"Decision {last} stands; a further one says `corrects: {last}` and why." if last
            else "There is no decision yet that could be corrected.",
        )  # fmt: skip
    if last is not None and correction is None:
        raise DomainRefusal("correction-reason", f"Say why decision {last} is corrected.")
    if last is None and correction is not None:
        raise DomainRefusal("correction-reason", "The first decision corrects nothing; leave its reason out.")
    if decided_on > today:
        raise DomainRefusal("decided-on", "A decision is recorded after the meeting.")
    _check_list(items)
    differences = _differences(state.listed, items, whys, key_now)
    _check_share(len(items), share)
    return [
        KeyProposalsDecided(
            selection_id=id_of(state.session_id),
            session_id=state.session_id,
            decision=(last or 0) + 1,
            decided_on=decided_on,
            document_number=document_number,
            items=tuple(items),
            differences=tuple(differences),
            share=share,
            corrects=corrects,
            correction=correction,
            decided_by=decided_by,
        )
    ]


def _check_list(items: Sequence[KeyListed]) -> None:
    if not items:
        raise DomainRefusal("nothing-listed", "The list has no proposal.")
    listed = [item.proposal_id for item in items]
    if twice := sorted({one for one in listed if listed.count(one) > 1}):
        raise DomainRefusal("listed-twice", f"Named more than once: {', '.join(twice)}.")
    numbers = sorted(item.key_number for item in items if item.key_number is not None)
    wanted = list(range(1, min(len(items), 3) + 1))
    if numbers != wanted:
        raise DomainRefusal(
            "principals-numbers",
            f"The principals take the numbers {', '.join(map(str, wanted))}, each once; given are "
            f"{', '.join(map(str, numbers)) or 'none'}.",
        )


def _check_share(count: int, share: KeyShare) -> None:
    """Multiplied, not divided: of nobody admitted every number is too many."""
    outside = count < share.at_least * share.admitted or count > share.at_most * share.admitted
    if outside and share.reason is None:
        raise DomainRefusal(
            "share-reason",
            f"{count} of {share.admitted} admitted lie outside {share.at_least:.0%} to {share.at_most:.0%}: say why.",
        )


def _differences(
    before: Sequence[KeyListed], items: Sequence[KeyListed], whys: Mapping[str, str], key_now: Collection[str]
) -> list[KeyDifference]:
    was = [item.proposal_id for item in before]
    now = [item.proposal_id for item in items]
    found = [(id, "taken_up") for id in now if id not in was]
    found += [(id, "dropped") for id in dict.fromkeys([*was, *sorted(key_now)]) if id not in now]
    if silent := [id for id, _ in found if id not in whys]:
        raise DomainRefusal(
            "unexplained", f"Taken up or dropped against the list before: {', '.join(silent)}. Say why of each."
        )
    if needless := sorted(whys.keys() - {id for id, _ in found}):
        raise DomainRefusal("no-difference", f"Neither taken up nor dropped: {', '.join(needless)}.")
    return [KeyDifference.model_validate({"proposal_id": id, "change": what, "why": whys[id]}) for id, what in found]
