"""How much room a text takes in print: Chinese characters, kana and Korean syllables are twice as wide as letters."""

from unicodedata import east_asian_width

WIDE = frozenset("WF")

#: What fits into two printed lines of a report's table of words, in widths of a letter.
TWO_LINES = 150


def measure_width(text: str) -> int:
    """In widths of a letter."""
    return sum(2 if east_asian_width(letter) in WIDE else 1 for letter in text)
