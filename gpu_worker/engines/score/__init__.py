"""The score engine: a music cue is planned as a readable document first, then played, measured and chosen."""
