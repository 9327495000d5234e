"""What is made of an incident's record: the snapshot that scripts read, the exports, the first postmortem draft."""
