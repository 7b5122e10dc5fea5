"""全方位评估: schemes, blind reviews, the ranking, awards, and service issues closed by who raised them."""

from collections.abc import Iterator
from typing import Any

from ops.demo.county import County
from ops.demo.script import AdvancedUnit, Assessment, Proposal, Rated, ServiceIssue
from ops.demo.steps import Chain


def chains(county: County) -> Iterator[Chain]:
    script = county.script
    chain = Chain("schemes")
    chain.add(script.schemes, _publish, county)
    yield chain
    for proposal in script.proposals:
        for number, assessment in enumerate(proposal.assessments, 1):
            name = f"{proposal.ref} assessment {number}"
            chain = Chain(name)
            chain.add(assessment.opened, _assess, county, proposal, name, assessment)
            yield chain
        if proposal.beneficiaries is not None:
            chain = Chain(f"{proposal.ref} beneficiaries")
            chain.add(proposal.beneficiaries.opened, _ask, county, proposal)
            for number, rated in enumerate(proposal.beneficiaries.ratings, 1):
                chain.add(rated.when, _rate, county, proposal, number, rated)
            yield chain
    # One chain computes every assessment before it ranks them.
    chain = Chain("awards")
    chain.add(script.computed, _rank_and_award, county)
    yield chain
    for number, issue in enumerate(script.service_issues, 1):
        chain = Chain(f"service issue {number}")
        chain.add(issue.raised, _raise, county, number, issue)
        if issue.assigned is not None:
            chain.add(issue.assigned, _assign, county, number, issue)
        if issue.resolved is not None:
            chain.add(issue.resolved, _resolve, county, number, issue)
        if issue.verified is not None:
            chain.add(issue.verified, _verify, county, number, issue)
        yield chain


async def _publish(county: County) -> None:
    clerk = await county.clerk()

    async def publish() -> dict[str, str]:
        answer = await clerk.post("/evaluation/schemes/examples", {}, key="demo:schemes")
        return {scheme["subject"]: scheme["id"] for scheme in answer["items"]}

    await county.once("schemes", publish)


async def _assess(county: County, proposal: Proposal, name: str, assessment: Assessment) -> None:
    subject = "proposal_quality" if assessment.unit is None else "handling_quality"
    body: dict[str, Any] = {
        "scheme_id": county.journal["schemes"][subject],
        "proposal_id": county.proposal(proposal.ref),
    }
    if assessment.unit is not None:
        body["unit_id"] = proposal.holder(assessment.unit)
    id = await county.post(name, await county.clerk(), "/evaluation/assessments", body)
    path = f"/evaluation/assessments/{id}"
    if assessment.unit is not None and assessment.self_assessment:
        unit = await county.unit(proposal.holder(assessment.unit))
        points = {"points": assessment.self_assessment}
        await county.post(f"{name} self", unit, f"{path}/self-assessment", points)
    for assessor, points in sorted(assessment.points.items()):
        given = {"points": points, "comment": assessment.comments.get(assessor)}
        await county.post(f"{name} {assessor}", await county.assessor(assessor), f"{path}/scores", given)


async def _compute(county: County, name: str) -> None:
    path = f"/evaluation/assessments/{county.journal[name]}/compute"
    await county.post(f"{name} compute", await county.clerk(), path)


async def _rank_and_award(county: County) -> None:
    script = county.script
    clerk = await county.clerk()
    for proposal in script.proposals:
        for number in range(1, len(proposal.assessments) + 1):
            await _compute(county, f"{proposal.ref} assessment {number}")
    body = {"scheme_id": county.journal["schemes"]["handling_quality"], "title": "年度提案办理质量排名（示例）"}
    ranking = await county.post("ranking", clerk, "/evaluation/rankings", body)
    for proposal in script.proposals:
        if proposal.excellent is not None:
            award = {
                "kind": "excellent_proposal",
                "subject_id": county.proposal(proposal.ref),
                "reason": proposal.excellent,
            }
            await county.post(f"{proposal.ref} award", clerk, "/evaluation/awards", award)
    for advanced in script.advanced_units:
        await _award_unit(county, ranking, advanced)


async def _award_unit(county: County, ranking: str, advanced: AdvancedUnit) -> None:
    award = {
        "kind": "advanced_unit",
        "subject_id": advanced.unit,
        "ranking_id": ranking,
        "reason": advanced.reason,
    }
    await county.post(f"award {advanced.unit}", await county.clerk(), "/evaluation/awards", award)


async def _ask(county: County, proposal: Proposal) -> None:
    body = {"title": "办理结果群众评价表（示例）", "about": county.proposal(proposal.ref)}
    await county.post(f"{proposal.ref} beneficiaries", await county.clerk(), "/evaluation/opinion-forms", body)


async def _rate(county: County, proposal: Proposal, number: int, rated: Rated) -> None:
    key = f"{proposal.ref} beneficiaries"
    path = f"/evaluation/public/opinion-forms/{county.journal[key]}/ratings"
    await county.hand_in(f"{key} {number}", path, rated.model_dump(include={"rating", "opinion"}))


async def _raise(county: County, number: int, issue: ServiceIssue) -> None:
    caller = await county.member(issue.member)
    await county.post(f"issue {number}", caller, "/evaluation/service-issues", {"opinion": issue.opinion})


async def _assign(county: County, number: int, issue: ServiceIssue) -> None:
    assert issue.due_day is not None
    body = {"owner": issue.owner, "due": county.date_of(issue.due_day).isoformat()}
    path = f"/evaluation/service-issues/{county.journal[f'issue {number}']}/assign"
    await county.post(f"issue {number} assign", await county.clerk(), path, body)


async def _resolve(county: County, number: int, issue: ServiceIssue) -> None:
    path = f"/evaluation/service-issues/{county.journal[f'issue {number}']}/resolve"
    await county.post(f"issue {number} resolve", await county.clerk(), path, {"proof": issue.proof})


async def _verify(county: County, number: int, issue: ServiceIssue) -> None:
    path = f"/evaluation/service-issues/{county.journal[f'issue {number}']}/verify"
    await county.post(f"issue {number} verify", await county.member(issue.member), path)
