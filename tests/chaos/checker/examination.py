"""Reads everything and judges it."""

import asyncio
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from tests.chaos.checker import answers, bus, effects, logs, stores, told, topics
from tests.chaos.checker.report import Report
from tests.chaos.checker.scene import Scene


def check(
    journal: Path,
    kafka: str,
    postgres: str,
    *,
    counties: Collection[str] | None = None,
    rebuilt: bool = False,
    patience: float = 0,
) -> Report:
    """Compares what clients were told with every store, topic and consumer; nobody may send commands meanwhile.

    ``counties`` narrows it. ``rebuilt`` is for topics that a replay filled anew: all must be in them, in whatever
    order. Findings are looked at again for up to ``patience`` seconds: what is only on its way is none.
    """
    end = time.monotonic() + patience
    while True:
        report = asyncio.run(_examine(journal, kafka, postgres, counties, rebuilt=rebuilt))
        if not report.findings or time.monotonic() >= end:
            return report
        time.sleep(1)


async def _examine(
    journal: Path, kafka: str, postgres: str, counties: Collection[str] | None, *, rebuilt: bool
) -> Report:
    # Topics after stores: what is stored and sent meanwhile is then seen as unlogged, never overlooked.
    known = await stores.read(postgres)
    scene = Scene(answers.read(journal), known, await asyncio.to_thread(topics.read, kafka), Report())
    if counties is not None:
        scene = _narrowed(scene, counties)
    scene.report.looked_at = {
        "commands": len(scene.commands),
        "accepted": sum(one.verdict == "accepted" for one in scene.commands.values()),
        "refused": sum(one.verdict == "refused" for one in scene.commands.values()),
        "unknown": sum(one.verdict == "unknown" for one in scene.commands.values()),
        "events": len(scene.events),
        "messages": sum(len(some) for some in scene.topics.events.values()),
        "garbage": scene.topics.garbage,
        "marks": sum(len(store.tables["inbox"]) for store in scene.stores.values()),
    }
    told.examine(scene)
    logs.examine(scene)
    bus.examine(scene, rebuilt=rebuilt)
    effects.examine(scene)
    return scene.report


def _narrowed(scene: Scene, counties: Collection[str]) -> Scene:
    return Scene(
        {key: command for key, command in scene.commands.items() if command.county in counties},
        {
            name: replace(
                store,
                log=[event for event in store.log if event.county in counties],
                rows={key: row for key, row in store.rows.items() if key[0] in counties},
                tables={
                    table: [row for row in rows if row["county"] in {None, *counties}]
                    for table, rows in store.tables.items()
                },
            )
            for name, store in scene.stores.items()
        },
        replace(
            scene.topics,
            events={
                name: [one for one in some if one.headers.get("ce_county") in counties]
                for name, some in scene.topics.events.items()
            },
            heads={where: events for where, events in scene.topics.heads.items() if where[1] in counties},
        ),
        scene.report,
    )
