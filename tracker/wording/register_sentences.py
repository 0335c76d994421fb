"""Sentences of the problems that a register can have, by code."""

SENTENCES: dict[str, str] = {}
