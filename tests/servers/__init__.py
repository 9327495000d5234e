"""End to end against real servers on this computer: Synapse, a mail server, git with Hugo, and emulators.

``make servers`` installs what is missing into build/servers and prints, for each, sent / received / duplicates.
"""
