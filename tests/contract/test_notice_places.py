"""Every notice leads somewhere in the portal: these are all that there are, whom they are told to and what they name.

``python -m tests.contract.test_notice_places`` writes them anew.
"""

import json
from pathlib import Path

from services.notification.addressees import TABLE
from tests.unit.services.notification.test_notification_addressees import READER

GOLDEN = Path(__file__).parents[2] / "portal" / "tests" / "notices.json"
TO = {"member": "member:M1", "unit": "unit:U1", "supervisor": "supervisor:S1"}


def examples() -> list[dict[str, str | bool]]:
    """Each kind by each way to it, once, and whether the notice is about one proposal."""
    found = {
        (told.kind, TO.get(reader := READER[told.to.__name__], f"role:{reader}"), told.link,
         "proposal_id" in event.model_fields and not told.bundled)
        for event, lines in TABLE.items()
        for told in lines
    }  # fmt: skip
    return [{"kind": kind, "to": to, "link": link, "proposal": of} for kind, to, link, of in sorted(found)]


def test_the_portals_examples_are_what_notices_name() -> None:
    assert json.loads(GOLDEN.read_text("utf-8")) == examples()


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in examples())
    GOLDEN.write_text(f"[\n{lines}\n]\n", "utf-8")
