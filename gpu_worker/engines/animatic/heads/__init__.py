"""Heads: their shape, hair from templates, and what is worn or suffered on them."""
