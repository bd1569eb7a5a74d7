"""Shot lists as spreadsheets: written out, and read back from studios that break down by hand."""
