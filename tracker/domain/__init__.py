"""What the figures mean, in plain Python: standard library only, no database, no clock, no language."""
