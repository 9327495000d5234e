"""The record: one SQLite file, append-only, and everything that is derived from it. The only SQL in the project."""

from warroom.record.header import Header
from warroom.record.opening import is_simulated
from warroom.record.search import Found
from warroom.record.store import Changed, Record
from warroom.record.writing import Writing, Written

__all__ = ["Changed", "Found", "Header", "Record", "Writing", "Written", "is_simulated"]
