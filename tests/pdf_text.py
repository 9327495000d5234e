"""The words on the pages of a PDF that Qt wrote: its streams unpacked, its glyphs read by each font's own table."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(T\*|\bET\b|\bTd\b|\bTm\b)")


def pages(file: Path) -> list[str]:
    """The text of each page; glyphs that were drawn apart are joined, runs are parted by a space."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(file.read_bytes())}
    fonts = {number: _table(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    found = []
    for body in objects.values():
        contents = re.search(rb"/Type /Page\b.*?/Contents (\d+) 0 R", body, re.DOTALL)
        if contents is None:
            continue
        resources = re.search(rb"/Resources (\d+) 0 R", body)
        held = objects[int(resources[1])] if resources else body
        named = {name: fonts.get(int(number), {}) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", held)}
        found.append(_words(_stream(objects[int(contents[1])]), named))
    return found


def _stream(body: bytes) -> bytes:
    data = body.split(b"stream", 1)[1].lstrip(b"\r\n")
    return zlib.decompressobj().decompress(data) if b"/FlateDecode" in body else data


def _table(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    number = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert number is not None
    cmap = _stream(objects[int(number[1])]).decode("latin-1")
    table = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            table[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + step] = chr(int(text, 16) + step)
        for first, _last, several in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", block, re.DOTALL):
            for step, text in enumerate(re.findall(r"<(\w+)>", several)):
                table[int(first, 16) + step] = bytes.fromhex(text).decode("utf-16-be")
    return table


def _words(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    parts: list[str] = []
    table: dict[int, str] = {}
    for found in _SHOWN.finditer(stream):
        if found[1]:
            table = fonts.get(found[1], {})
        elif found[2]:
            glyphs = bytes.fromhex(found[2].decode())
            parts += [table.get(int.from_bytes(glyphs[at : at + 2], "big"), "") for at in range(0, len(glyphs), 2)]
        elif found[3] == b"ET":
            parts.append(" ")
    return " ".join("".join(parts).split())
