"""The command palette: every command, person and incident behind one key (UI.md 4.1)."""
