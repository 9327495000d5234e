"""``python -m tests.bench [WORD…]``: measure, print the table, write ``build/bench.json``."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import msgspec

from tests.bench import registry
from tests.bench.registry import ROWS, Measured, Result, Row

REPORT = registry.ROOT / "build" / "bench.json"
HEADS = ("what", "ours", "bare", "ratio", "p99", "to reach")


def main(words: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for module in sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if module != "__main__":
            importlib.import_module(f"tests.bench.{module}")
    wanted = [
        row for row in ROWS.values() if not words or any(word.casefold() in row.name.casefold() for word in words)
    ]
    if not wanted:
        print("No row is called so. There are: " + ", ".join(ROWS))
        return 2
    registry.BUILD.mkdir(parents=True, exist_ok=True)
    results: dict[str, Result] = {}
    lines, notes = [], []
    for row in wanted:
        print(f"… {row.name}", file=sys.stderr, flush=True)
        measured = row.measure()
        results[row.name] = registry.result(measured)
        lines.append(_line(row, measured, results[row.name]))
        notes += [f"{row.name}: {measured.note}"] if measured.note else []
    print(_table(lines))
    for note in notes:
        print(f"  {note}")
    _write(results)
    return 0


def _line(row: Row, measured: Measured, result: Result) -> tuple[str, ...]:
    reach = [f"≤ {row.reach:g} ×"] if row.reach is not None else []
    reach += [f"p99 ≤ {row.reach_p99:g} ms"] if row.reach_p99 is not None else []
    missed = (row.reach is not None and result.ratio > row.reach) or (
        row.reach_p99 is not None and result.p99_ms > row.reach_p99
    )
    return (
        row.name,
        f"{result.ours:.3g} {measured.unit}",
        f"{result.bare:.3g} {measured.unit} ({row.bare})",
        f"{result.ratio:.2f} ×",
        f"{result.p99_ms:.3g}",
        ", ".join(reach) + ("  MISSED" if missed else ""),
    )


def _table(lines: list[tuple[str, ...]]) -> str:
    every = [HEADS, *lines]
    widths = [max(len(line[i]) for line in every) for i in range(len(HEADS))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in every
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def _write(results: dict[str, Result]) -> None:
    """Rows that were not measured this time keep what they had."""
    known: dict[str, object] = msgspec.json.decode(REPORT.read_bytes()) if REPORT.exists() else {}
    known |= msgspec.to_builtins(results)
    REPORT.write_bytes(msgspec.json.format(msgspec.json.encode(known)) + b"\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
