"""Telling a person who looks elsewhere: sounds, notifications, the tray; and keeping the computer awake meanwhile."""
