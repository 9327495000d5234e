"""Atlassian Statuspage: the incident on the page and its updates."""
