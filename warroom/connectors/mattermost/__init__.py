"""Mattermost: a bot with a token, or an incoming webhook."""
