"""Parts of pages: they show a state and emit an intent."""
