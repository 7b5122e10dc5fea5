"""What submission gives to a proposal's archive: the text, who proposed it, and what was attached."""

from chassis.archivepart import Contents
from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.base import DomainRefusal
from contracts.book import Book, Chapter, Entry
from contracts.letter import Paragraph, day, paragraphs
from services.submission.archivepart import store
from services.submission.archivepart.store import IN_REVIEW
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS

CHANNELS = {"plenary": "大会", "between_sessions": "平时"}


async def gather(tx: Tx, proposal_id: str) -> Contents | None:
    """The attachments themselves stay where they are kept by their hash; their list is in it."""
    found = await PROPOSALS.find(tx, proposal_id, lock=False)
    if found is None:
        return None
    if found.state.state in IN_REVIEW:
        raise DomainRefusal("in-review", "The review is not over; what reviewers say of it until then is their own.")
    contents = Contents()
    contents.json("proposal.json", found.state.model_dump(mode="json"))
    contents.json("attachments.json", [one.model_dump(mode="json") for one in found.state.attachments])
    names = await store.member_names(tx, found.state.proposers)
    body = await store.body_name(tx, found.state.body_id) if found.state.body_id is not None else None
    called = [body] if body is not None else [names.get(id, id) for id in found.state.proposers]
    contents.document("提案", text(found.state, called))
    return contents


def text(state: Proposal, proposers: list[str]) -> Book:
    number = f"{CHANNELS[state.channel]}第{state.case_number}号" if state.case_number is not None else "未立案"
    on = wall_date(state.received_at)
    suggestions = [
        Paragraph(style="label", name=f"{one.number}．" if at == 0 else "", text=line.text)
        for one in state.text.suggestions
        for at, line in enumerate(paragraphs(one.text))
    ]
    body = (
        Paragraph(style="named", name="提案者", text="、".join(proposers)),
        Paragraph(style="heading", text="情况"),
        *paragraphs(state.text.situation),
        Paragraph(style="heading", text="分析"),
        *paragraphs(state.text.analysis),
        Paragraph(style="heading", text="建议"),
        *suggestions,
    )
    entry = Entry(number=number, title=state.text.title, body=body)
    return Book(
        cover=("提案", number),
        issued_by="、".join(proposers),
        dated=on,
        date_shown=day(on),
        chapters=(Chapter(title="提案正文", entries=(entry,)),),
    )
