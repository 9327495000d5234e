"""The page on which a team keeps its message templates and its places."""
