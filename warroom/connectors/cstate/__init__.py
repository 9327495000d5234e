"""cState: a status page that is a git repository of Markdown files."""
