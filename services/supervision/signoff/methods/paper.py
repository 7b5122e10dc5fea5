"""A signed paper form: the statement is what two clerks read in its scan, and it is shown as *assisted*."""

from collections.abc import Mapping
from typing import Any

from contracts.supervision import Evidence
from services.supervision.signoff.evidence import Desk, NotProven, Past, Proof, Words


class Paper:
    by_key = False

    def prove(self, signed_json: str, answer: Mapping[str, Any], desk: Desk) -> Proof:
        """``answer`` says the scan's digest, who entered it and who confirmed it."""
        evidence = Evidence(method="paper", signed_json=signed_json, **answer)
        _by_two(evidence, desk.member_id)
        return Proof(evidence)

    def verify(self, evidence: Evidence, past: Past) -> Words:
        entered, confirmed = _by_two(evidence, past.member_id)
        return Words(
            f"纸质签字表（协助录入，扫描件 SHA-256 {evidence.scan_sha256}，{entered} 录入、{confirmed} 复核）",
            f"on a paper form (assisted; scan with SHA-256 {evidence.scan_sha256}, entered by {entered}, "
            f"confirmed by {confirmed})",
        )


def _by_two(evidence: Evidence, member_id: str) -> tuple[str, str]:
    entered, confirmed = evidence.entered_by, evidence.confirmed_by
    if not entered or not confirmed or entered == confirmed:
        raise NotProven(
            Words(
                f"委员 {member_id} 的纸质签字表没有经过两名工作人员",
                f"the paper form of {member_id} was not seen by two of the staff",
            )
        )
    return entered, confirmed
