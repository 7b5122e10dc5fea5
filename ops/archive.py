"""归档: joins each service's part of a proposal's archive into one zip per proposal, by sessions, and checks them.

No service asks another: whoever archives is signed in, takes from each what it gives of its own, and puts it together
here. An archive is written whole or not at all, and one that is there already and holds is kept: what was cut off is
gone on with by the same command.
"""

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from chassis.archivepart import packed
from chassis.eventlog import GENESIS, HASHED, event_hash
from contracts.archive import EVENTS, MANIFEST, SERVICES, Archive, Joined, Part

INDEX = "index.json"
PAGE = 200
AWAY = frozenset({429, 502, 503, 504})
TRIES = 6
EVIDENCE = "sign-off-evidence"


class Refused(RuntimeError):
    """A service did not give what was asked for; the words say why."""


class SignedOut(RuntimeError):
    """The token is over, or is of somebody who may not have archives."""


@dataclass(frozen=True)
class Made:
    """What became of one proposal; ``problem`` where there is no archive of it."""

    at: int
    of: int
    title: str
    what: Literal["made", "kept", "failed"]
    problem: str = ""


class Indexed(BaseModel):
    file: str
    sha256: str
    proposal_id: str
    case_number: int


class Index(BaseModel):
    """Of all archives of a session that are in a directory."""

    format: Literal["cppcc-archive-index/1"] = "cppcc-archive-index/1"
    county: str
    session_id: str
    archives: list[Indexed]


class Services:
    """The platform at ``origin``, as whoever the token is of sees it."""

    def __init__(self, origin: str, token: str, county: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "X-County": county}
        self._client = httpx.Client(base_url=origin, headers=headers, timeout=120, trust_env=False)

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Asked again while a service is away."""
        for tried in range(TRIES):
            try:
                answer = self._client.get(path, params=query)
            except httpx.TransportError as error:
                if tried == TRIES - 1:
                    raise Refused(f"{path}: {error!r}") from error
            else:
                if answer.status_code in (401, 403):
                    raise SignedOut(f"{path}: {_problem(answer)}")
                if answer.status_code not in AWAY or tried == TRIES - 1:
                    return answer
            time.sleep(0.2 * 2**tried)
        raise AssertionError

    def proposals(self, session_id: str) -> list[dict[str, Any]]:
        """Those that were admitted, by channel and case number, the plenary's first."""
        found: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            query = {"session_id": session_id, "state": "admitted", "limit": PAGE} | ({"after": after} if after else {})
            answer = self.get("/submission/proposals", **query)
            if answer.status_code != 200:
                raise Refused(f"the session's proposals: {_problem(answer)}")
            found += answer.json()["items"]
            after = answer.json()["next"]
            if after is None:
                return sorted(found, key=lambda one: (one["channel"] != "plenary", one["case_number"]))

    def part(self, service: str, proposal_id: str, format: str) -> bytes | None:
        answer = self.get(f"/{service}/archive-parts/{quote(proposal_id)}", format=format)
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise Refused(f"{service}: {_problem(answer)}")
        return answer.content


def _problem(answer: httpx.Response) -> str:
    try:
        said = answer.json()
        return f"{answer.status_code} {said.get('detail') or said.get('title') or ''}".strip()
    except ValueError:
        return str(answer.status_code)


def make(services: Services, county: str, session_id: str, out: Path, format: str, *, again: bool) -> Iterator[Made]:
    """One after the other, each told when it is done; the directory's index is written at the end."""
    out.mkdir(parents=True, exist_ok=True)
    wanted = services.proposals(session_id)
    for one in wanted[:1]:
        # A member is shown their own proposals: who may not have archives must not write an index of some.
        services.part(SERVICES[0], one["id"], "docx")
    kept: list[Indexed] = []
    for at, one in enumerate(wanted, start=1):
        target = out / f"{one['channel']}-{one['case_number']:04d}-{one['id']}.zip"
        title = f"{one['channel']} {one['case_number']} {one['text']['title']}"
        try:
            there = target.exists() and not again and not check(target.read_bytes())
            if not there:
                _write(target, _joined(services, county, one, format))
        except Refused as refused:
            yield Made(at, len(wanted), title, "failed", str(refused))
            continue
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        kept.append(Indexed(file=target.name, sha256=digest, proposal_id=one["id"], case_number=one["case_number"]))
        yield Made(at, len(wanted), title, "kept" if there else "made")
    index = Index(county=county, session_id=session_id, archives=kept)
    _write(out / INDEX, index.model_dump_json(indent=1).encode())


def _joined(services: Services, county: str, proposal: Mapping[str, Any], format: str) -> bytes:
    files: dict[str, bytes] = {}
    parts: list[Joined] = []
    missing: list[str] = []
    for service in SERVICES:
        data = services.part(service, proposal["id"], format)
        if data is None:
            missing.append(service)
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as part:
            found = {name: part.read(name) for name in part.namelist()}
        if wrong := check_part(found, service, proposal["id"]):
            raise Refused(f"{service}: what came is not what its manifest says: {wrong[0]}")
        parts.append(Joined(service=service, manifest_sha256=hashlib.sha256(found[MANIFEST]).hexdigest()))
        files |= {f"{service}/{name}": content for name, content in found.items()}
    archive = Archive(
        county=county,
        session_id=proposal["session_id"],
        proposal_id=proposal["id"],
        channel=proposal["channel"],
        case_number=proposal["case_number"],
        title=proposal["text"]["title"],
        parts=tuple(parts),
        missing=tuple(missing),
    )
    return packed(files | {MANIFEST: archive.model_dump_json(indent=1).encode()})


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all: what is half written must not be taken for an archive by the next run."""
    new = target.with_suffix(".new")
    new.write_bytes(data)
    new.replace(target)


def check(data: bytes) -> list[str]:
    """What does not hold of one archive, of anybody's copy and without the platform; nothing: it is what was made."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            files = {name: package.read(name) for name in package.namelist()}
        archive = Archive.model_validate_json(files.pop(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValidationError, OSError) as error:
        return [f"it is no archive: {error!r:.200}"]
    wrong: list[str] = []
    for joined in archive.parts:
        prefix = f"{joined.service}/"
        found = {name.removeprefix(prefix): files.pop(name) for name in list(files) if name.startswith(prefix)}
        if hashlib.sha256(found.get(MANIFEST, b"")).hexdigest() != joined.manifest_sha256:
            wrong.append(f"{prefix}{MANIFEST} is another")
            continue
        wrong += [f"{prefix}{one}" for one in check_part(found, joined.service, archive.proposal_id)]
    return [*wrong, *(f"{name} is in no manifest" for name in sorted(files))]


def check_part(files: Mapping[str, bytes], service: str, proposal_id: str) -> list[str]:
    try:
        part = Part.model_validate_json(files[MANIFEST])
    except (KeyError, ValidationError) as error:
        return [f"{MANIFEST} cannot be read: {error!r:.200}"]
    if (part.service, part.proposal_id) != (service, proposal_id):
        return [f"{MANIFEST} is of {part.service} {part.proposal_id}"]
    named = {one.name: one for one in part.files}
    wrong = [f"{name} is missing" for name in named.keys() - files.keys()]
    wrong += [f"{name} is in no manifest" for name in sorted(files.keys() - named.keys() - {MANIFEST})]
    for name in sorted(named.keys() & files.keys()):
        if hashlib.sha256(files[name]).hexdigest() != named[name].sha256:
            wrong.append(f"{name} was altered")
    if wrong:
        return wrong
    return [*_chains(files[EVENTS], part), *_evidence(files)]


def _chains(events: bytes, part: Part) -> list[str]:
    """Every hash computed again, each event bound to the one before it, and the last one of each chain as named."""
    wrong: list[str] = []
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for line in events.decode().splitlines():
        row = json.loads(line)
        row["occurred_at"] = datetime.fromisoformat(row["occurred_at"])
        chain, where = (
            (row["aggregate"], row["aggregate_id"]),
            f"event {row['aggregate_id']} v{row['aggregate_version']}",
        )
        if event_hash({name: row[name] for name in HASHED}) != row["hash"]:
            wrong.append(f"{where} was altered")
        version, before = last.get(chain, (0, GENESIS))
        if row["aggregate_version"] != version + 1 or row["prev_hash"] != before:
            wrong.append(f"{where} does not follow what is before it")
        last[chain] = row["aggregate_version"], row["hash"]
    named = {(one.aggregate, one.aggregate_id): (one.version, one.hash) for one in part.chains}
    return wrong or ([] if last == named else ["the events are not those that the manifest names"])


def _evidence(files: Mapping[str, bytes]) -> Sequence[str]:
    """What anybody signed, as ``proposals audit signoff`` checks it."""
    from services.supervision.signoff import file as evidence

    wrong: list[str] = []
    for name, data in sorted(files.items()):
        if name.startswith(EVIDENCE):
            try:
                evidence.check(evidence.parse(data.decode()))
            except evidence.Altered as error:
                wrong.append(f"{name}: {error}")
    return wrong


def check_directory(directory: Path) -> dict[str, list[str]]:
    """File → what does not hold, of all that the index names, and of what it does not."""
    try:
        index = Index.model_validate_json((directory / INDEX).read_bytes())
    except (OSError, ValidationError) as error:
        return {INDEX: [f"cannot be read: {error!r:.200}"]}
    found: dict[str, list[str]] = {}
    for one in index.archives:
        path = directory / one.file
        if not path.is_file() or path.parent != directory:
            found[one.file] = ["is missing"]
            continue
        data = path.read_bytes()
        changed = [] if hashlib.sha256(data).hexdigest() == one.sha256 else ["is not the file that the index names"]
        found[one.file] = [*changed, *check(data)]
    named = {one.file for one in index.archives}
    found |= {path.name: ["is in no index"] for path in sorted(directory.glob("*.zip")) if path.name not in named}
    return found
