"""Pictures of every page, to be looked at: ``python -m tests.screens`` writes them to ``build/screens``."""
