"""Sentences of problems with what is written for reports."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "words_too_long": N_(
        "This does not fit into two printed lines: shorten it to {most} letters, or {wide} Chinese, Japanese or Korean"
        " characters. It is {width} letters wide."
    ),
}
