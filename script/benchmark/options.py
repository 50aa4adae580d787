"""What script/bench is asked for. Standard library only: the runner reads it before any install."""

import argparse
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
SMALLEST = 1_000
SECONDS, SECONDS_QUICK = 4.0, 2.0


def parse(arguments):
    """Return the options; --quick is the smallest size with shorter loops."""
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description="Measure the portal under stored cases and load; see docs/performance.md.",
    )
    parser.add_argument("--quick", action="store_true", help="10,000 cases only, short loops")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=SIZES,
        metavar="N,N",
        help="numbers of stored cases (default 10000,100000,1000000)",
    )
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="only scenarios whose names hold one of them"
    )
    parser.add_argument(
        "--seconds", type=float, metavar="S", help="length of one loop (default 4, quick 2)"
    )
    options = parser.parse_args(arguments)
    if options.quick:
        options.sizes = SIZES[:1]
    options.seconds = options.seconds or (SECONDS_QUICK if options.quick else SECONDS)
    options.only = [word.strip() for word in options.only.split(",") if word.strip()]
    return options


def _sizes(text):
    """Return the sizes of "10000,100000"; there must be enough cases to page through."""
    sizes = tuple(int(part.replace("_", "")) for part in text.split(","))
    if min(sizes) < SMALLEST:
        raise ValueError
    return sizes
