"""What every message of the exchange is made of, and the walls around what leaves."""

import hashlib
import json
import math
import re
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contracts.base import STORABLE, County, Line, Ref

INBOUND = "external.supervision.inbound"
OUTBOUND = "external.supervision.outbound"
CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
LAST_SEQUENCE = 2**53 - 1
"""The greatest that JSON of every language holds."""
FIRST_YEAR, LAST_YEAR = 1949, 2199

Source = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9/._:-]+$")]
"""URI reference of who sends."""
Sequence = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,15}$")]
"""CloudEvents' *sequence* is a string; counted from 1 without gaps."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

HIDDEN = "＊＊＊"
_CONTACT = re.compile(
    # Before telephones, whose digits it holds.
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
    r"|[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+"
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)[(（]?0\d{2,3}[)）]?[- ]?\d{7,8}(?!\d)"
    r"|(?<=电话)\D{0,3}\d{7,8}(?!\d)"
    r"|(?:微信|[Qq]{2})号?[:：\s]*[A-Za-z0-9_-]{5,}"
)
"""Identity numbers, mail, mobile and other telephones, accounts."""
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x2013: ord("-"), 0x2014: ord("-")}
"""Full-width characters and dashes, one for one, so that what is found stands at the same place in the original."""


def without_contacts(said: str) -> str:
    """``said`` with whatever reads as a person's number or address hidden, in whichever width it is written."""
    folded = said.translate(_NARROW)
    kept, at = "", 0
    for found in _CONTACT.finditer(folded):
        kept += said[at : found.start()] + HIDDEN
        at = found.end()
    return kept + said[at:]


PublicLine = Annotated[Line, AfterValidator(without_contacts)]
"""The only kind of text that leaves: of the public record, and even there nobody's number or address."""


class Message(BaseModel):
    """The ``data`` of one message. Its wire name is ``cppcc.external.<ClassName>.v<N>``, versioned apart from our own
    events: adding an optional field keeps N."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    VERSION: ClassVar[int] = 1

    @classmethod
    def wire_name(cls) -> str:
        return f"cppcc.external.{cls.__name__}.v{cls.VERSION}"


class CloudEvent(BaseModel):
    """The attributes of a message; ``data`` is checked by its type."""

    # What a sender adds for its own tracing is no reason to refuse the message.
    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Annotated[str, Field(pattern=r"^1\.0$")] = "1.0"
    id: Ref
    source: Source
    type: Annotated[str, StringConstraints(min_length=1, max_length=200), STORABLE]
    time: datetime
    county: County
    """行政区划代码 of whom it concerns."""
    sequence: Sequence
    """Outbound of the county, inbound of the source."""
    subject: Ref | None = None
    """The proposal, where it concerns one."""
    datacontenttype: Annotated[str, Field(pattern=r"^application/json$")] = "application/json"
    data: dict[str, Any]

    def encode(self) -> bytes:
        return json.dumps(
            self.model_dump(mode="json", exclude_none=True), ensure_ascii=False, separators=(",", ":")
        ).encode()

    def encode_data(self) -> bytes:
        return json.dumps(self.data, ensure_ascii=False).encode()

    def content_hash(self) -> str:
        """SHA-256 of what it says; how its JSON is laid out makes no difference."""
        said = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


class Malformed(ValueError):
    """No CloudEvent: there is nobody to answer and nothing to answer to."""


class Refused(ValueError):
    """A CloudEvent that says who sent it under which id, but not what the contract demands."""

    def __init__(self, said: dict[str, Any], source: str, id: str, errors: tuple[str, ...]) -> None:
        super().__init__("; ".join(errors))
        self.said = said
        self.source = source
        self.id = id
        self.errors = errors


class _Sender(BaseModel):
    id: Ref
    source: Source


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a name stands twice in one object")
    return found


def _no_number(said: str) -> None:
    raise Malformed(f"{said} is no number of JSON")


def _finite(said: str) -> float:
    if math.isinf(found := float(said)):
        raise Malformed(f"{said[:40]} is more than a number holds")
    return found


def parse(value: bytes | None) -> CloudEvent:
    """Raises :class:`Malformed` for what cannot be answered, :class:`Refused` for what can."""
    try:
        said: Any = json.loads(
            (value or b"").decode(), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite
        )
        # Half of a surrogate pair can be said in an escape, and be stored and sent nowhere.
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from error
    try:
        sender = _Sender.model_validate(said)
    except ValidationError as error:
        raise Malformed(f"no CloudEvent with source and id: {problems(error)[0]}") from error
    try:
        event = CloudEvent.model_validate(said)
        if event.time.tzinfo is None or not FIRST_YEAR <= event.time.year <= LAST_YEAR:
            raise Refused(said, sender.source, sender.id, ("/time: a moment of our time, with its offset",))
        if int(event.sequence) > LAST_SEQUENCE:
            raise Refused(said, sender.source, sender.id, (f"/sequence: at most {LAST_SEQUENCE}",))
        return event
    except ValidationError as error:
        raise Refused(said, sender.source, sender.id, problems(error)) from error


def problems(error: ValidationError, under: str = "") -> tuple[str, ...]:
    """Each as JSON pointer and reason, without the values, at most ten."""
    return tuple(
        # A name that the sender chose may hold what no column takes.
        f"{under}/{'/'.join(str(part) for part in one['loc'])}: {one['msg']}".replace("\0", "�")[:200]
        for one in error.errors()[:10]
    )


def digest(ids: Collection[str]) -> str:
    """SHA-256 of the sorted ids, each followed by a line feed: what both sides can make of a day alike."""
    return hashlib.sha256("".join(f"{id}\n" for id in sorted(ids)).encode()).hexdigest()
