"""归档: the format in which each service hands out its own part of a proposal's archive, and of the parts as one.

A part is a zip of files, of the events of the proposal as ``events.jsonl`` (one a line, with every hashed field and the
hash, see docs/event-hash.md), and of a manifest. An archive has each part in a folder of the service's name.
"""

from typing import Literal

from contracts.base import Record

MANIFEST = "manifest.json"
EVENTS = "events.jsonl"
SERVICES = ("submission", "consultation", "supervision", "conversion")
"""Whose parts make a proposal's archive."""


class File(Record):
    name: str
    bytes: int
    sha256: str


class Chain(Record):
    """The events of one aggregate that are in the part: the last one's version and hash bind all before it."""

    aggregate: str
    aggregate_id: str
    version: int
    hash: str


class Part(Record):
    """Nothing in it is of the moment in which it was made: until something happens, the same part again."""

    format: Literal["cppcc-archive-part/1"] = "cppcc-archive-part/1"
    service: str
    county: str
    proposal_id: str
    files: tuple[File, ...]
    chains: tuple[Chain, ...]


class Joined(Record):
    service: str
    manifest_sha256: str


class Archive(Record):
    format: Literal["cppcc-archive/1"] = "cppcc-archive/1"
    county: str
    session_id: str
    proposal_id: str
    channel: str
    case_number: int
    title: str
    parts: tuple[Joined, ...]
    missing: tuple[str, ...]
    """Services that know nothing of the proposal."""
