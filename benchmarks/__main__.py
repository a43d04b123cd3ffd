"""``python -m benchmarks``: set up what is missing, then measure and print one table.

Nothing here is a test: what a machine measures depends on what else it does. The first line
printed says how busy it was. Needs Linux (the CPU clock of another process) and chromium.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kampungkb import bootstrap

# In this order: `start` makes the store that the others read.
PARTS = (
    "start",
    "pages",
    "rerun",
    "sizes",
    "ledger",
    "large",
    "gaps",
    "uploads",
    "plan",
    "exports",
)


def main(arguments: Sequence[str]) -> int:
    """Measure the parts asked for; 1 if a median is above its limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured (5)")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, metavar="PART",
                        help=f"some of: {', '.join(PARTS)}")  # fmt: skip
    args = parser.parse_args(arguments)
    # Its packages may only now be there.
    from benchmarks.figures import HEADING, line

    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{os.cpu_count()} cores, load over 1, 5, 15 minutes: {busy}; {args.runs} runs\n")
    print(HEADING, flush=True)
    missed = 0
    with tempfile.TemporaryDirectory(prefix="kkb-bench-") as folder:
        for part in PARTS:
            if part in args.only:
                module = importlib.import_module(f"benchmarks.{part}")
                for figure in module.measure(Path(folder), args.runs):
                    print(line(figure), flush=True)
                    missed += figure.missed
    return 1 if missed else 0


if __name__ == "__main__":
    bootstrap.ensure(bootstrap.ROOT / "tests" / "requirements.txt")
    sys.exit(main(sys.argv[1:]))
