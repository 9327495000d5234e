"""Matrix: a room on any homeserver."""
