"""Sheets: everything the engine knows, drawn side by side to be judged."""
