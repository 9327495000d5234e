"""The secret of every target in the suites."""

SECRET = "s3cr3t-0f-th1s-target"
"""Stands in no sentence, no repr and no traceback."""
