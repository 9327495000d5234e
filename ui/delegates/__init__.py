"""Painters of rows, in theme tokens only."""
