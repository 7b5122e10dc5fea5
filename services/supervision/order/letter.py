"""What an order says as a document; the layout is the one that all letters share."""

from chassis.clock import wall_date
from contracts.letter import Document, Paragraph, day, numeral
from services.supervision.order.domain import Order
from services.supervision.order.wording import OrderWording, fill


def document(order: Order, wording: OrderWording) -> Document:
    """Of the order alone and the wording of its day: the same bytes for ever."""
    sheet, on = wording.kinds[order.kind], wall_date(order.issued_at)
    known = {"county": wording.county, "year": order.year, "n": order.case_number, "title": order.title}
    known |= {"supervisor": order.supervisor, "due": day(order.due) if order.due else ""}
    known |= {"activity": "", "held": ""}
    if order.activity is not None:
        known |= {"activity": wording.activities[order.activity.kind], "held": day(order.activity.held_on)}
    known["case"] = fill(wording.case[order.channel], known)
    demands = [fill(sheet.due, known)] if order.due else []
    demands += [fill(demand, known) for demand in sheet.demands]
    occasion = [fill(sheet.activity, known)] if order.activity is not None and sheet.activity else []
    said = [fill(sheet.opening, known), *occasion, *(f"{numeral(n)}、{one}" for n, one in enumerate(demands, start=1))]
    organ = fill(sheet.head, known)
    copies = [fill(copy, known) for copy in sheet.copies]
    return Document(
        layout=sheet.layout,
        organs=(organ,),
        suffix="" if sheet.layout == "letter" else sheet.suffix,
        number=order.number,
        title=fill(sheet.title, known),
        addressee="、".join(order.unit_names),
        body=tuple(Paragraph(style="text", text=one) for one in said),
        signers=(organ,),
        dated=on,
        date_shown=day(on),
        copies="，".join(dict.fromkeys([*copies, order.supervisor])),
        printed_by=fill(sheet.issued_by, known),
        printed_on=day(on),
    )
