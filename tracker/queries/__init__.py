"""Seeing: a session in, plain values or rows out. Nothing here changes anything."""
