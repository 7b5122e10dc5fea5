"""The proportions of a county's year, counted from its script."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from ops.demo.script import Handling, Moment, Proposal, Reply, Script


@dataclass(frozen=True)
class Figures:
    script: Script

    @property
    def proposals(self) -> list[Proposal]:
        return self.script.proposals

    @property
    def admitted(self) -> list[Proposal]:
        return [p for p in self.proposals if any(step.do == "admit" for step in p.review)]

    @property
    def replies(self) -> list[tuple[Proposal, Handling, Reply]]:
        return [(p, h, reply) for p in self.proposals for h in p.handlings for reply in h.replies]

    def steps(self, do: str) -> int:
        return sum(step.do == do for p in self.proposals for step in p.review)

    def merged(self) -> int:
        undone = sum(len(p.review[0].children) for p in self.proposals if any(s.do == "undo_merge" for s in p.review))
        return sum(len(step.children) for p in self.proposals for step in p.review) - undone

    def between(self) -> int:
        first, last = self.script.session.plenary_opens.order, self.script.session.plenary_cutoff.order
        return sum(not first <= p.filed.order <= last for p in self.proposals)

    def classes(self, name: str) -> int:
        return sum((r.vetted_class or r.answer_class) == name for _, _, r in self.replies if r.cycle == 1)

    def late(self) -> int:
        """Issued more than 95 days after the assignment: three months end on a working day before that."""
        return sum(r.issued.day - _started(h).day > 95 for _, h, r in self.replies if r.cycle == 1)

    def unsigned(self) -> int:
        """Replied proposals where somebody who is asked has not signed, and that nobody closed."""
        merged = {child: p for p in self.proposals for s in p.review if s.do == "merge" for child in s.children}
        by_ref = {p.ref: p for p in self.proposals}
        count = 0
        for p in self.proposals:
            children = [by_ref[ref] for ref, master in merged.items() if master is p and not by_ref[ref].handlings]
            asked = {
                member
                for one in (p, *children)
                for member in (one.first_proposer, *(c.member for c in one.cosigns if c.agreed))
            }
            waiting = [
                h
                for h in p.handlings
                if h.replies
                and not asked <= {s.member for s in p.sign_offs if (s.unit, s.cycle) == (h.unit, h.replies[-1].cycle)}
            ]
            count += bool(waiting) and p.closed_unsigned is None
        return count

    def moments(self) -> int:
        return len(set(_moments(self.script)))


def _started(handling: Handling) -> Moment:
    returned = handling.returned
    return returned.decided if returned and returned.refused_because is None else handling.issued


def _moments(value: Any) -> Iterator[tuple[int, Any]]:
    if isinstance(value, Moment):
        yield value.order
    elif isinstance(value, list):
        for item in value:
            yield from _moments(item)
    elif hasattr(value, "__pydantic_fields__"):
        for name in type(value).model_fields:
            yield from _moments(getattr(value, name))


def counted(script: Script) -> dict[str, tuple[int, int | None]]:
    """Figure → (numerator, denominator or None)."""
    f = Figures(script)
    filed, admitted, replies = len(f.proposals), len(f.admitted), len(f.replies)
    sign_offs = [s for p in f.proposals for s in p.sign_offs]
    outcomes = [o for p in f.admitted for o in p.outcomes]
    promises = [q for p in f.proposals for q in p.promises]
    assessments = [a for p in f.proposals for a in p.assessments]
    returns = [h.returned for p in f.proposals for h in p.handlings if h.returned is not None]

    def those(of: Callable[[Proposal], object]) -> int:
        return sum(bool(of(p)) for p in f.proposals)

    return {
        "filed": (filed, None),
        "filed between sessions": (f.between(), filed),
        "fulfilled bookings": (those(lambda p: p.booking), filed),
        "bookings that lapse": (len(script.bookings) - those(lambda p: p.booking), len(script.bookings)),
        "collective": (those(lambda p: p.kind == "collective"), filed),
        "joint": (those(lambda p: p.kind == "joint"), filed),
        "declined": (f.steps("decline"), filed),
        "withdrawn": (f.steps("withdraw"), filed),
        "merged": (f.merged(), filed),
        "returned for revision": (f.steps("return"), filed),
        "repeating an earlier one": (sum(s.repeats is not None for p in f.proposals for s in p.review), filed),
        "admitted": (admitted, filed),
        "key": (those(lambda p: p.key), admitted),
        "handlings per admitted": (sum(len(p.handlings) for p in f.proposals), admitted),
        "returned by units": (len(returns), sum(len(p.handlings) for p in f.proposals)),
        "returns refused": (sum(r.refused_because is not None for r in returns), len(returns)),
        "class A": (f.classes("solved"), replies),
        "class B": (f.classes("planned"), replies),
        "class C": (f.classes("reference"), replies),
        "class D": (f.classes("infeasible"), replies),
        "late replies": (f.late(), replies),
        "extensions": (sum(len(p.extensions) for p in f.proposals), replies),
        "disputed meetings": (
            sum(m.disputed is not None for p in f.proposals for h in p.handlings for m in h.meetings),
            None,
        ),
        "signatures": (len(sign_offs), None),
        "signed by passkey": (sum(s.method == "passkey" for s in sign_offs), len(sign_offs)),
        "dissatisfied with the first result": (
            sum(s.result == "dissatisfied" and s.cycle == 1 for s in sign_offs),
            replies,
        ),
        "dissatisfied again": (sum(s.result == "dissatisfied" and s.cycle == 2 for s in sign_offs), None),
        "dissatisfied with the process alone": (
            those(lambda p: any(s.process == "dissatisfied" != s.result for s in p.sign_offs)),
            None,
        ),
        "still unsigned": (f.unsigned(), admitted),
        "closed unsigned": (those(lambda p: p.closed_unsigned), admitted),
        "promises": (sum(a.promise is not None for _, _, r in f.replies for a in r.answers), None),
        "promises verified": (sum(q.verified is not None for q in promises), len(promises)),
        "promises missed": (sum(q.claimed is None and q.released is None for q in promises), len(promises)),
        "promises released": (sum(q.released is not None for q in promises), len(promises)),
        "with an outcome": (those(lambda p: p.outcomes), admitted),
        "outcomes verified": (sum(o.verified is not None for o in outcomes), len(outcomes)),
        "outcomes rejected": (sum(o.rejected is not None for o in outcomes), len(outcomes)),
        "ratings by beneficiaries": (sum(len(p.beneficiaries.ratings) for p in f.admitted if p.beneficiaries), None),
        "instructions alone": (sum(o.instruction_only for o in outcomes), len(outcomes)),
        "proposals assessed": (sum(a.unit is None for a in assessments), filed),
        "handlings assessed": (sum(a.unit is not None for a in assessments), replies),
        "excellent": (those(lambda p: p.excellent), filed),
        "advanced units": (len(script.advanced_units), None),
        "tracked": (len(script.tracked), None),
        "service issues": (len(script.service_issues), None),
        "distinct moments": (f.moments(), None),
    }


def show(name: str, script: Script) -> None:
    table = Table(title=f"{script.title} ({name})")
    table.add_column("figure")
    table.add_column("count", justify="right")
    table.add_column("of", justify="right")
    table.add_column("share", justify="right")
    for figure, (count, of) in counted(script).items():
        share = "" if not of else f"{count / of:.2f}" if count > of else f"{count / of:.1%}"
        table.add_row(figure, str(count), "" if of is None else str(of), share)
    Console().print(table)
