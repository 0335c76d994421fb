"""What the bodies of a comparison are called: by their names, and by their codes too where two share one."""

from collections import Counter
from collections.abc import Sequence

from tracker.web.gates import AtBody
from tracker.wording.languages import Name


def call_bodies(ats: Sequence[AtBody]) -> dict[str, Name]:
    """Each body's name by its code."""
    shared = Counter(at.name.text for at in ats)
    return {
        at.code: at.name if shared[at.name.text] == 1 else Name(f"{at.name.text} ({at.code})", at.name.lang)
        for at in ats
    }
