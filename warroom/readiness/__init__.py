"""Readiness: what is written down before it is needed, and readable with no network (PLAYBOOK "Before and after").

``contacts``: people with their phone numbers and time zones, who owns which service, whom each escalation tier calls;
imported from TOML, CSV or vCard (``importing``) and kept in the settings folder (``contacts_file``), never in the
record: a phone number must not travel with a bundle. ``runbooks``: folders of Markdown, indexed and searched; their
commands are filled and copied, never run.
"""
