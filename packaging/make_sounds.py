"""Make the three alert sounds of `resources/sounds`: soft sine notes, each under 0.6 s.

One tick means soon, two notes mean due, three mean overdue, so they differ by count and not by pitch alone.
Run it again after a change: `python packaging/make_sounds.py`.
"""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

RATE_HZ = 44_100
PEAK = 0.32 * 32_767
ATTACK_S = 0.008

SOUNDS = {
    # name: (frequency in Hz, length in s) for each note
    "soon": [(659.26, 0.14)],
    "due": [(659.26, 0.16), (880.00, 0.24)],
    "overdue": [(880.00, 0.15), (659.26, 0.15), (880.00, 0.25)],
}


def note(frequency: float, seconds: float) -> array[int]:
    """One note with a quiet octave above it, a short attack and a long fade, so that it neither clicks nor beeps."""
    samples = array("h")
    for i in range(round(seconds * RATE_HZ)):
        t = i / RATE_HZ
        envelope = min(1.0, t / ATTACK_S) * (1.0 - t / seconds) ** 2
        tone = 0.85 * math.sin(2 * math.pi * frequency * t) + 0.15 * math.sin(4 * math.pi * frequency * t)
        samples.append(round(PEAK * envelope * tone))
    return samples


def write(path: Path, notes: list[tuple[float, float]]) -> None:
    """Write the notes one after another as 16-bit mono WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        for frequency, seconds in notes:
            file.writeframes(note(frequency, seconds).tobytes())


if __name__ == "__main__":
    folder = Path(__file__).parent.parent / "resources" / "sounds"
    for name, notes in SOUNDS.items():
        write(folder / f"{name}.wav", notes)
