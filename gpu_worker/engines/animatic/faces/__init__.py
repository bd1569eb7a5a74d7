"""Faces: expressions as muscles and effects, and the features that show them."""
