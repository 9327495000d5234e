"""Microsoft Teams by a workflow."""
