"""What stands between and around words in each language, under the names by which templates ask for it."""

NAMES = ("comma", "gap", "colon", "semicolon", "opening", "closing")
PUNCTUATION = {
    "en": (", ", " ", ": ", "; ", " (", ")"),
    "ko": (", ", " ", ": ", "; ", "(", ")"),
    "zh": ("、", "", "：", "；", "（", "）"),
    "ja": ("、", "", "：", "；", "（", "）"),
}


def find_punctuation(lang: str) -> dict[str, str]:
    """By name; `gap` stands between sentences, `opening` and `closing` around what is said behind a word."""
    return dict(zip(NAMES, PUNCTUATION[lang], strict=True))
