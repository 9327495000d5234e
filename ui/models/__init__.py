"""Qt models: they hold ids and a small cache of rows, never the record itself."""
