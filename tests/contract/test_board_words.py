"""What the services say of figures in Chinese has its English in the portal."""

import re
from datetime import date

from ops import registry
from services.evaluation.board.ratios import Lens, five_gains, six_problems
from services.evaluation.board.words import BANDS, GAINS, PROBLEMS, words
from services.evaluation.comparison.domain import NOT_HERE

ENGLISH = registry.ROOT / "portal" / "src" / "evaluation" / "boards" / "words" / "said.en.ts"


def test_every_phrase_of_the_boards_has_its_english() -> None:
    lens = Lens(
        date(2026, 3, 1), 90, ("meeting",), {"unit": [], "proposer": [], "committee": []}, dict.fromkeys(BANDS, 0.0)
    )
    wanted = {str(NOT_HERE.why)}
    for said, headlines in ((PROBLEMS, six_problems(lens)), (GAINS, five_gains(lens))):
        for number, headline in headlines.items():
            wanted |= {headline.name}
            for part in ("", *headline.parts):
                found = words(said, number, part)
                wanted |= {found.name, found.part, found.whole}
    text = ENGLISH.read_text("utf-8")
    known = {match.strip('"') for match in re.findall(r'^  ("[^"]+"|[^\s":]+): "', text, re.MULTILINE)}
    assert wanted - known == set()
    assert known - wanted == set()
