"""The portal makes the digest of a reply itself, of what it shows: these examples hold both sides to one text.

``python -m tests.contract.test_canonical`` writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from contracts.consultation import Answer, Commitment, ReplyContent
from services.consultation.reply.domain import content_hash

GOLDEN = Path(__file__).parents[2] / "portal" / "tests" / "canonical.json"


def examples() -> list[dict[str, Any]]:
    answers = (
        Answer(suggestion=1, adoption="planned", why="列入计划\n\t“引号” \"\\\" / 𠮷 é",
               commitment=Commitment(promise="年内建成", due="2026-12-31")),  # pyright: ignore[reportArgumentType]
        Answer(suggestion=10, adoption="not_adopted", why="\x7f\u2028<script>&\u0001 0"),
    )  # fmt: skip
    content = ReplyContent(
        answer_class="planned", letter="B", answers=answers, signatory="示例", contact="示例", text="答复"
    )
    value = content.model_dump(mode="json")
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return [{"what": "a reply", "value": value, "canonical": text, "sha256": content_hash(content)}]


def test_the_portals_examples_are_what_the_services_make() -> None:
    assert json.loads(GOLDEN.read_text("utf-8")) == examples()


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(examples(), ensure_ascii=False, indent=1) + "\n", "utf-8")
