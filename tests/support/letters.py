"""Letters opened again: what a reader of the file would find."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from pypdf import PdfReader
from pypdf.generic import ContentStream

from contracts.consultation import Answer, ReplyContent
from contracts.letter import Document as Letter
from contracts.submission import BodyEnrolled, MemberEnrolled, ProposalFiled, ProposalText, SessionScheduled, Suggestion
from services.consultation import letter
from services.consultation.assignment.domain import Assignment
from services.consultation.letter.domain import Case, reply_letter
from services.consultation.letter.wording import Wording
from services.consultation.meeting.domain import Consultation
from services.consultation.reply.domain import HelperOpinion, Reply, SilentHelper, State
from tests.support.harness import Harness

MM = 72 / 25.4
"""Points."""


@dataclass(frozen=True)
class Glyphs:
    """A run of text on a page: where its baseline begins, from the page's left and top, in mm."""

    text: str
    left: float
    top: float
    points: float


def read_pdf(data: bytes) -> list[str]:
    """The text of each page, without blanks and line breaks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


def fonts_of(data: bytes) -> dict[str, bool]:
    """Name of each font → whether its outlines are inside."""
    found: dict[str, bool] = {}
    for page in PdfReader(BytesIO(data)).pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(inner["/BaseFont"]).lstrip("/").partition("+")[2]] = embedded
    return found


def glyphs(data: bytes, page: int) -> list[Glyphs]:
    found: list[Glyphs] = []
    reader = PdfReader(BytesIO(data)).pages[page]
    height = float(reader.mediabox.height)

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, points: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + cm[4]
            y = tm[5] * cm[3] + cm[5]
            found.append(Glyphs(text.strip(), x / MM, (height - y) / MM, points))

    reader.extract_text(visitor_text=visit)
    return found


@dataclass(frozen=True)
class Bar:
    """A filled rectangle on a page: from the page's left and top and as wide as said in mm, its thickness in points."""

    left: float
    top: float
    wide: float
    thick: float


def bars(data: bytes, page: int) -> list[Bar]:
    """Those of a page from the top down, as the layout draws lines."""
    reader = PdfReader(BytesIO(data))
    height = float(reader.pages[page].mediabox.height)
    found: list[Bar] = []
    place: list[float] = []
    corners: list[list[float]] = []
    for operands, operator in ContentStream(reader.pages[page].get_contents(), reader).operations:
        if operator == b"cm":
            place, corners = [float(one) for one in operands], []
        elif operator in (b"m", b"l"):
            corners.append([float(one) for one in operands])
        elif operator == b"f" and len(corners) == 4:
            wide, thick = corners[2]
            found.append(Bar(place[4] / MM, (height - place[5]) / MM, wide / MM, thick))
    return sorted(found, key=lambda one: one.top)


def read_docx(data: bytes) -> str:
    """Everything that stands in the body, in tables, heads and feet, without blanks."""
    document = Document(BytesIO(data))
    section = document.sections[0]
    lines = [p.text for p in document.paragraphs]
    lines += [p.text for table in document.tables for cell in table._cells for p in cell.paragraphs]
    first = (section.first_page_header, section.first_page_footer)
    for part in (section.header, section.even_page_header, section.footer, section.even_page_footer, *first):
        lines += [p.text for p in part.paragraphs]
    return re.sub(r"\s", "", "\n".join(lines))


async def name_everybody(h: Harness) -> None:
    """Delivers the session and names that the letters of :mod:`tests.support.desk` need."""
    await h.deliver(
        SessionScheduled(
            session_id="S1", term=5, number=5, plenary_opens="2026-02-20T09:00:00+08:00",  # type: ignore[arg-type]
            plenary_cutoff="2026-02-23T18:00:00+08:00",  # type: ignore[arg-type]
        ),
        "S1",
    )  # fmt: skip
    for n in (1, 2):
        await h.deliver(MemberEnrolled(member_id=f"M{n}", name=f"示例委员{n}", sector="示例界", term=5), f"M{n}")
    await h.deliver(BodyEnrolled(body_id="B1", name="示例县工商联", kind="party_group"), "B1")


def a_filing(proposal_id: str, first_proposer: str, body_id: str | None = None) -> ProposalFiled:
    text = ProposalText(title="示例", situation="示例", analysis="示例", suggestions=(Suggestion(number=1, text="一"),))
    return ProposalFiled(
        proposal_id=proposal_id, kind="collective" if body_id else "individual", first_proposer=first_proposer,
        body_id=body_id, session_id="S1", channel="plenary", text=text, publish_consent=True,
        received_at="2026-02-20T10:00:00+08:00",  # type: ignore[arg-type]
    )  # fmt: skip


DAY = date(2026, 6, 3)
WORDING = Wording.model_validate(yaml.safe_load((Path(letter.__file__).parent / "policy.yaml").read_text("utf-8")))


AS_LETTER = WORDING.model_copy(
    update={
        "reply": WORDING.reply.model_copy(update={"layout": "letter"}),
        "assignment": WORDING.assignment.model_copy(update={"layout": "letter"}),
    }
)
"""The county's choice of 信函格式."""


def a_case(**fields: Any) -> Case:
    return Case(
        **{
            "channel": "plenary",
            "case_number": 12,
            "title": "关于治理县城中小学门口交通拥堵的提案",
            "term": 5,
            "session_number": 5,
            "members": ("示例委员1", "示例委员2"),
            "bodies": (),
            "texts": {1: "划设限时停车位。"},
        }
        | fields
    )


def an_issued_reply(
    state: State = "issued",
    helped: Sequence[str] = (),
    silent: Sequence[str] = (),
    **content: Any,
) -> Reply:
    answers = (Answer(suggestion=1, adoption="adopted", why="已划设停车位46个。"),)
    said: dict[str, Any] = {
        "answer_class": "solved",
        "letter": "A",
        "answers": answers,
        "signatory": "王示例",
        "contact": "示例县教育局办公室 0571-00000000",
        "text": "收到提案后，我们实地察看了学校门口的情况。",
    }
    return Reply(
        proposal_id="P1",
        assignment_id="A1",
        unit_id="U1",
        cycle=1,
        reply_version=1,
        state=state,
        number="示例教提函〔2026〕12号",
        content=ReplyContent(**said | content),
        opinions=tuple(HelperOpinion(assignment_id="A2", unit_id=id, opinion=None) for id in helped),
        silent=tuple(SilentHelper(assignment_id="A3", unit_id=id, attempts=(), released_by="示例") for id in silent),
    )


def a_letter(reply: Reply, case: Case | None = None, wording: Wording = WORDING) -> Letter:
    units = {"U2": "示例县公安局", "U3": "示例县城市管理局"}
    return reply_letter(reply, case or a_case(), wording, unit="示例县教育局", units=units, on=DAY)


def an_assignment(**fields: Any) -> Assignment:
    said: dict[str, Any] = {"proposal_id": "P1", "unit_id": "U1", "role": "sole", "cycle": 1, "state": "issued"}
    said |= {"issued_at": datetime(2026, 6, 3, tzinfo=UTC), "return_until": date(2026, 6, 10), "policy_version": 0}
    return Assignment(**said | fields)


def a_consultation(**fields: Any) -> Consultation:
    said: dict[str, Any] = {"proposal_id": "P1", "assignment_id": "A1", "unit_id": "U1", "cycle": 1, "phase": "before"}
    said |= {"state": "confirmed", "form": "site_visit", "held_on": DAY, "place": "示例一小", "participants": ("M1",)}
    said |= {"minutes": "先试行。", "points_raised": 2, "points_agreed": 1, "confirmed_by": ("M1",)}
    return Consultation(**said | {"statement": "没有谈到"} | fields)
