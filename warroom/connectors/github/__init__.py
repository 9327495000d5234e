"""GitHub: an issue for each incident, as a tracker of one's own or as Upptime's status page."""
