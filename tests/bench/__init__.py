"""Speed as a ratio: ours against the bare limit, measured in the same run, turn by turn (RELIABILITY section 3).

A row is a function in one of the modules here that is entered with ``@row``; ``python -m tests.bench`` runs all or
those whose name holds one of the words given. Nothing here fails on a slow minute.
"""
