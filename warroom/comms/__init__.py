"""Messages: a template filled from the record becomes one structure, and that becomes plain, Slack, Markdown, HTML."""
