"""What a record of a consultation says: who took part in which role, and the points that were talked over."""

from collections.abc import Collection, Sequence

from contracts.base import DomainRefusal
from contracts.consultation import Participant, RaisedPoint


def check_present(present: Sequence[Participant], *, proposers: Collection[str], of_body: bool) -> None:
    """The two parties must both have been there, and a proposer is somebody who can confirm or dispute it.

    ``of_body``: a body filed the proposal, or one that was merged into it. Who comes for a body need not be a member.
    """
    for one in present:
        if one.member_id is not None and one.role != "proposer":
            raise DomainRefusal("participants", f"{one.name}: only a proposer is named by a member's id.")
        if one.member_id is not None and one.member_id not in proposers:
            raise DomainRefusal("participants", f"Member {one.member_id} is no proposer of this proposal.")
        if one.role == "proposer" and one.member_id is None and not of_body:
            raise DomainRefusal("participants", f"{one.name}: a proposer is named by their member's id.")
    members = [one.member_id for one in present if one.member_id is not None]
    if twice := sorted({id for id in members if members.count(id) > 1}):
        raise DomainRefusal("participants", f"Named more than once: {', '.join(twice)}.")
    roles = {one.role for one in present}
    sides = (("the unit", "unit" in roles), ("a proposer", "proposer" in roles))
    lacking = [side for side, there in sides if not there]
    if lacking:
        raise DomainRefusal(
            "participants", f"Nobody took part as {', nor as '.join(lacking)}: the two parties talk with each other."
        )


def counted(points: Sequence[RaisedPoint], raised: int | None, agreed: int | None) -> tuple[int, int]:
    """How many points were raised, and how many of them agreed; refused where the sender counted otherwise."""
    counts = len(points), sum(point.agreed for point in points)
    if raised not in (None, counts[0]) or agreed not in (None, counts[1]):
        raise DomainRefusal(
            "points", f"The record has {counts[0]} points, {counts[1]} of them agreed; the counts say otherwise."
        )
    return counts


def check_named(points: Sequence[RaisedPoint] | None, named: Collection[int]) -> None:
    """Refuses numbers that no point of the record has; a record of counts alone has none to name."""
    unknown = sorted(set(named) - {point.number for point in points or ()})
    if unknown:
        raise DomainRefusal("point-unknown", f"The record has no points {', '.join(map(str, unknown))}.")
