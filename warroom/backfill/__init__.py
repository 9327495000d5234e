"""Bringing in what was written elsewhere: pasted logs, text timelines, tables, Slack exports.

Readers are pure and make a ``Preview``; nothing is written before a person has seen it. Each row has a name of its own,
so that reading the same source again writes nothing twice.
"""
