"""A webhook of one's own: JSON with an idempotency key and a signature."""
