"""The best allocation by a mixed-integer programme (HiGHS): pure numbers, the same answer to the same question.

Each proposal goes to one leader; a leader's load stays within bounds. What lies in a leader's charge counts for it, and
each further proposal of one leader counts against it, so that loads are even where charges do not decide. The lower
bound gives way, at a price above all that charges can count, where there are too few proposals for it; the upper one
does not: a leader who has more than may be is for a person to choose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array


@dataclass(frozen=True)
class Room:
    """One leader: what is there already, and from how many to how many it is to be."""

    load: int
    at_least: int
    at_most: int

    @property
    def free(self) -> int:
        return max(self.at_most - self.load, 0)


class Undecided(Exception):
    """The time was up before an answer was proved best."""


def solve(points: Sequence[Sequence[int]], rooms: Sequence[Room], load_points: int, seconds: float) -> list[int] | None:
    """``points``: by proposal and leader. Answers the leader's place of each proposal, or None where no allocation
    keeps the upper bounds."""
    proposals, leaders = len(points), len(rooms)
    if proposals > sum(room.free for room in rooms):
        return None
    if not proposals:
        return []
    # Columns: a proposal's leader; a leader's further places, each dearer than the last; what lacks of a lower bound.
    chosen = proposals * leaders
    places = [(who, room.load + nth) for who, room in enumerate(rooms) for nth in range(1, room.free + 1)]
    columns = chosen + len(places) + leaders
    cost = np.zeros(columns)
    cost[:chosen] = -np.asarray(points, dtype=float).reshape(chosen)
    cost[chosen : chosen + len(places)] = [load_points * nth for _, nth in places]
    highest = max((max(row) for row in points), default=0)
    most = max(room.at_most for room in rooms)
    cost[chosen + len(places) :] = proposals * (highest + load_points * most) + 1
    # Rows: one leader for each proposal; as many places as proposals for each leader; the lower bounds.
    rows: list[tuple[int, int, float]] = []
    for n in range(proposals):
        rows += [(n, n * leaders + who, 1.0) for who in range(leaders)]
    for who in range(leaders):
        taken = [n * leaders + who for n in range(proposals)]
        rows += [(proposals + who, column, 1.0) for column in taken]
        rows += [(proposals + who, chosen + at, -1.0) for at, (whose, _) in enumerate(places) if whose == who]
        rows += [(proposals + leaders + who, column, 1.0) for column in taken]
        rows.append((proposals + leaders + who, chosen + len(places) + who, 1.0))
    at, column, value = zip(*rows, strict=True)
    shape = (proposals + 2 * leaders, columns)
    lacking = [max(room.at_least - room.load, 0) for room in rooms]
    # scipy's annotations know single bounds alone; its documentation has arrays of them.
    upper: Any = np.concatenate([np.ones(chosen + len(places)), lacking])
    low: Any = np.concatenate([np.ones(proposals), np.zeros(leaders), lacking])
    high: Any = np.concatenate([np.ones(proposals), np.zeros(leaders), np.full(leaders, np.inf)])
    found = milp(
        cost,
        integrality=np.ones(columns),
        bounds=Bounds(0, upper),
        constraints=LinearConstraint(coo_array((value, (at, column)), shape=shape).tocsr(), low, high),
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    if found.status != 0 or found.x is None:
        raise Undecided(found.message)
    return [int(row.argmax()) for row in np.asarray(found.x[:chosen]).reshape(proposals, leaders)]
