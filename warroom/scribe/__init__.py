"""The scribe line: text in, what it means out. Pure: no I/O, no clock of its own (UI.md 0.1 and 3)."""
