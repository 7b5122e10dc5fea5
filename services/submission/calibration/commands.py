"""Commands on calibrations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chassis.eventlog import Loaded, Tx
from chassis.history import as_of
from contracts.base import DomainRefusal
from contracts.submission import CalibrationCase, CalibrationJudgement, CalibrationSet, ProposalText
from services.submission.calibration import domain
from services.submission.calibration.domain import Calibration
from services.submission.calibration.store import CALIBRATIONS
from services.submission.proposal.domain import involved
from services.submission.proposal.policy import POLICY
from services.submission.proposal.store import PROPOSALS
from services.submission.reviewer.commands import acting
from services.submission.reviewer.domain import Reviewer

DECIDED: dict[str, Literal["admit", "decline"]] = {"admitted": "admit", "declined": "decline"}


async def set_up(tx: Tx, calibration_id: str, name: str, proposal_ids: Sequence[str]) -> Loaded[Calibration]:
    """As they were decided now: what becomes of them later changes no calibration."""
    found = await CALIBRATIONS.find(tx, calibration_id)
    proposals = await PROPOSALS.find_all(tx, proposal_ids)
    undecided = [id for id in proposal_ids if id not in proposals or proposals[id].state.state not in DECIDED]
    if undecided:
        raise DomainRefusal("not-decided", f"Neither admitted nor declined in this county: {undecided}.")
    cases = tuple(
        CalibrationCase(
            number=number,
            proposal_id=id,
            version=proposals[id].version,
            outcome=DECIDED[proposals[id].state.state],
            reason_code=proposals[id].state.decline_reason,
        )
        for number, id in enumerate(proposal_ids, 1)
    )
    made = CalibrationSet(calibration_id=calibration_id, name=name, cases=cases)
    return await CALIBRATIONS.append(tx, calibration_id, found, domain.set_up(found.state if found else None, made))


async def judge(tx: Tx, calibration_id: str, judgements: Sequence[CalibrationJudgement]) -> Loaded[Calibration]:
    reviewer = await acting(tx)
    calibration = await CALIBRATIONS.load(tx, calibration_id)
    own = [one.case.number for one in await read_cases(tx, calibration.state, reviewer) if one.own]
    reasons = (await POLICY.at(tx)).value.decline_reasons
    events = domain.judge(calibration.state, reviewer.id, judgements, own, reasons)
    return await CALIBRATIONS.append(tx, calibration_id, calibration, events)


async def close(tx: Tx, calibration_id: str) -> Loaded[Calibration]:
    calibration = await CALIBRATIONS.load(tx, calibration_id)
    return await CALIBRATIONS.append(tx, calibration_id, calibration, domain.close(calibration.state))


@dataclass(frozen=True)
class Read:
    """A case with its text as it was decided."""

    case: CalibrationCase
    text: ProposalText
    own: bool
    """Whether the reader is party to it."""


async def read_cases(tx: Tx, state: Calibration, reviewer: Reviewer | None) -> list[Read]:
    members = {tx.actor.member_id, reviewer.member_id if reviewer else None} - {None}
    found: list[Read] = []
    for case in state.cases:
        then = (await as_of(tx, PROPOSALS, case.proposal_id, case.version)).state
        found.append(Read(case, then.text, bool(members & involved(then))))
    return found
