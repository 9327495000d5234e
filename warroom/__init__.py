"""Warroom: a war room for live incidents on one durable record. No Qt anywhere below this package."""

__version__ = "0.1.0"
