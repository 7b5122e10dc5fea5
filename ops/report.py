"""``proposals status``: what the services say of themselves, put together and made readable."""

from collections.abc import Mapping
from typing import Any

from ops import registry


def gather(services: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """All services, whether all are ready, and supervision's coverage at the top; None while it is not known."""
    return {
        "ready": all(one["ready"] for one in services.values()),
        "coverage": services.get("supervision", {}).get("coverage"),
        **services,
    }


def lines(found: Mapping[str, Any]) -> list[str]:
    """Per service a line, one for each source of each consumer, one for each thing that is wrong; and the coverage."""
    said: list[str] = []
    for name in registry.NAMES:
        one = found[name]
        mark = "ready" if one["ready"] else "NOT READY"
        if "outbox" not in one:
            said.append(f"{name:14} {mark:10} {one.get('error') or ''}".rstrip())
            continue
        sources: Mapping[str, Mapping[str, Any]] = one["consumer"]
        lags = [source["lag"] for source in sources.values()]
        lag = "?" if None in lags else sum(lags)
        said.append(
            f"{name:14} {mark:10} events {one['events']}  outbox {one['outbox']['pending']}{_age(one['outbox'])}  "
            f"lag {lag}  parked {sum(one['parked'].values())}  "
            f"missing {sum(source['missing'] for source in sources.values())}"
        )
        if one["stopped"]:
            said.append(f"    stopped: {one['stopped']}")
        recovery: Mapping[str, Any] = one["recovery"]
        if one["refusing"]:
            why = f" ({recovery['problem']})" if recovery["problem"] else ""
            said.append(f"    commands are refused: {one['refusing']}{why}")
        if recovery["unrepeated"]:
            said.append(
                f"    {recovery['unrepeated']} events came again without all of their effects: "
                "proposals parked list names them"
            )
        if "recovered" in recovery:
            check = (
                "; must be checked: " + ", ".join(recovery["must_be_checked"]) if recovery["must_be_checked"] else ""
            )
            said.append(
                f"    {recovery['recovered']} events were taken back, the last {recovery['recovered_at']}{check}"
            )
            if recovery["as_of_backup"]:
                said.append(f"    as of the backup: {', '.join(recovery['as_of_backup'])}")
        said += [f"    {source}: {read(figures)}" for source, figures in sources.items()]
        for projection, figures in one["projections"].items():
            said += [f"    {projection} of {source}: {read(one)}" for source, one in figures["sources"].items()]
            said += [f"    {projection} parked: {count} {reason}" for reason, count in figures["parked"].items()]
        for consumer, late in one["catching_up"].items():
            waits = "".join(f", {count} {reason}" for reason, count in late["parked"].items())
            said.append(f"    {consumer} first applies the history of {', '.join(late['types'])}: "
                        f"{late['aggregates_behind']} records behind{waits}")  # fmt: skip
        for reason, count in one["parked"].items():
            said.append(f"    parked: {count} {reason}")
        if one.get("waiting_notices", {}).get("count"):
            waiting = one["waiting_notices"]
            said.append(f"    {waiting['count']} notices wait until it is known whom to tell, since {waiting['since']}")
        for replay in one["replays"]:
            said.append(f"    replay {replay['id']}{_wanted(replay)}: {_share(replay)} read, {replay['sent']} sent")
    coverage = found["coverage"]
    if coverage is not None:
        total = coverage["total"]
        figure = "no proposal admitted yet" if total["coverage"] is None else f"{total['coverage']:.2%}"
        said.append(f"{'coverage':14} {figure}  ({total['supervised']} supervised of {total['admitted']} admitted)")
    return said


def read(source: Mapping[str, Any]) -> str:
    """What a consumer knows of one source, has applied, keeps aside and lacks."""
    said = [f"known {source['head']}", f"applied {source['applied']}"]
    if source["waiting"]:
        said.append(f"waiting {source['waiting']}")
    if source["lag"] is None:
        said.append("lag ?")
    elif source["lag"]:
        said.append(f"lag {source['lag']}")
    if source["missing"]:
        said.append(f"MISSING {source['missing']} ({', '.join(source['counties_missing'])})")
    return ", ".join(said)


def _wanted(replay: Mapping[str, Any]) -> str:
    """What of the history a replay sends, where it is not all of it."""
    names = {"county": "county", "aggregate_id": "record", "since": "since", "until": "until"}
    return "".join(f" {word} {replay[name]}" for name, word in names.items() if replay[name])


def _share(replay: Mapping[str, Any]) -> str:
    return f"{replay['cursor'] / replay['bound']:.0%}" if replay["bound"] else "100%"


def _age(outbox: Mapping[str, Any]) -> str:
    oldest = outbox["oldest_seconds"]
    return "" if oldest is None else f" (oldest {oldest:.0f} s)"
