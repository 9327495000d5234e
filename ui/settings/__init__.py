"""The Settings page: its categories, the values behind them, and where messages go."""
