"""``python -m tests.bench [--readme] [WORD…]``: measure, print the table, write ``build/bench.json``.

``--readme`` measures every row and puts the table, its date and what is not reached yet into the README.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path

import msgspec

from tests.bench import registry
from tests.bench.registry import ROWS, Result, Row
from warroom.clock import SystemClock

README = registry.ROOT / "README.md"
MARKS = ("<!-- bench -->", "<!-- /bench -->")
REPORT = registry.ROOT / "build" / "bench.json"
HEADS = ("what", "ours", "bare", "ratio", "p99", "to reach")


def main(words: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for module in sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if module != "__main__":
            importlib.import_module(f"tests.bench.{module}")
    into_readme = "--readme" in words
    words = [word for word in words if word != "--readme"]
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
        lines.append(_line(row, results[row.name]))
        notes += [f"{row.name}: {measured.note}"] if measured.note else []
    print(_table(lines))
    for note in notes:
        print(f"  {note}")
    _write(results)
    if into_readme:
        _tell(_table(lines), [row for row in wanted if row.missed(results[row.name])])
    return 0


def _line(row: Row, found: Result) -> tuple[str, ...]:
    return (
        row.name,
        f"{found.ours:.3g} {found.unit}",
        f"{found.bare:.3g} {found.unit} ({row.bare})",
        f"{found.ratio:.2f} ×",
        f"{found.p99_ms:.3g}",
        row.to_reach + ("  MISSED" if row.missed(found) else ""),
    )


def _table(lines: list[tuple[str, ...]]) -> str:
    every = [HEADS, *lines]
    widths = [max(len(line[i]) for line in every) for i in range(len(HEADS))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in every
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def _tell(table: str, missed: list[Row]) -> None:
    """Between its two marks, the README holds the last table that was measured whole."""
    head, rest = README.read_text(encoding="utf-8").split(MARKS[0], 1)
    _, tail = rest.split(MARKS[1], 1)
    day = SystemClock().now().text[:10]
    said = [f"Measured {day}, CPython {platform.python_version()}, {os.cpu_count()} cores, on the offscreen platform."]
    said += [f"- *{row.name}*: {row.because}" for row in missed if row.because]
    text = "\n".join((said[0], "", table, "", *said[1:]))
    README.write_text(f"{head}{MARKS[0]}\n{text.rstrip()}\n{MARKS[1]}{tail}", encoding="utf-8")


def _write(results: dict[str, Result]) -> None:
    """Rows that were not measured this time keep what they had."""
    known: dict[str, object] = msgspec.json.decode(REPORT.read_bytes()) if REPORT.exists() else {}
    known |= msgspec.to_builtins(results)
    REPORT.write_bytes(msgspec.json.format(msgspec.json.encode(known)) + b"\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
