"""What people do, by mechanism: each module turns its part of the script into steps over the public API."""

from ops.demo.acts import consultation, conversion, evaluation, submission, supervision
from ops.demo.county import County
from ops.demo.steps import Step


def steps(county: County) -> list[Step]:
    """Everybody's steps of the year, in order; steps of one moment keep the order in which they are told."""
    found: list[Step] = []
    for mechanism in (submission, consultation, supervision, conversion, evaluation):
        for chain in mechanism.chains(county):
            found += chain.steps
    return sorted(found, key=lambda step: step.when.order)
