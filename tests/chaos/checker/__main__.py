"""``python -m tests.chaos.checker --journal FILE --kafka HOST:PORT --postgres URL``: a table; status 1 on a finding."""

import argparse
import sys
from pathlib import Path

from tests.chaos.checker.examination import check


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.checker", description=__doc__)
    parser.add_argument("--journal", type=Path, required=True, help="answers.jsonl of the load")
    parser.add_argument("--kafka", required=True, metavar="HOST:PORT")
    parser.add_argument("--postgres", required=True, metavar="URL", help="of the server, as one who sees all counties")
    parser.add_argument("--county", action="append", help="only these")
    parser.add_argument("--rebuilt", action="store_true", help="a replay filled the topics anew, in whatever order")
    parser.add_argument("--patience", type=float, default=0, help="seconds for what may only be on its way")
    given = parser.parse_args()
    report = check(
        given.journal, given.kafka, given.postgres, counties=given.county, rebuilt=given.rebuilt,
        patience=given.patience,
    )  # fmt: skip
    print(report.table())
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
