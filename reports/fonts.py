"""Which fonts a report uses, and proof before rendering that they can draw every character of it.

A character that no font draws would come out as an empty box, without a word from the renderer.
"""

import subprocess
from collections.abc import Iterable
from functools import cache
from unicodedata import category, name, normalize

from tracker.domain.problems import Problem, Refused

#: The family that has each language's own shapes of Han characters. Latin letters come from it too.
FAMILIES = {"en": "Noto Sans CJK KR", "ko": "Noto Sans CJK KR", "zh": "Noto Sans CJK SC", "ja": "Noto Sans CJK JP"}
TRADITIONAL = {"zh-Hant": "Noto Sans CJK TC", "zh-TW": "Noto Sans CJK TC", "zh-HK": "Noto Sans CJK HK"}

CJK_PACKAGE = "fonts-noto-cjk"
#: Where a character lies, by the beginning of its name, and the Debian package whose fonts draw it.
PACKAGES = {
    "CJK": f"{CJK_PACKAGE}-extra",
    "EMOJI": "fonts-noto-color-emoji",
    "EGYPTIAN": "fonts-noto-extra",
    "CUNEIFORM": "fonts-noto-extra",
}
OTHER_PACKAGE = "fonts-noto-core"

#: Format characters that leave ink (all others are invisible): signs that enclose numbers or mark abbreviations,
#: interlinear notes, joiners of hieroglyphs. First and last code point of each span.
INKED_FORMATS = (
    (0x0600, 0x0605), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0xFFF9, 0xFFFB),
    (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F),
)  # fmt: skip
#: They choose a shape of the character before them; without that shape, its usual one is drawn.
VARIATION_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


def families_for(lang: str) -> tuple[str, ...]:
    """The families that text in a language is set in, the first one first."""
    own = TRADITIONAL.get(lang) or FAMILIES.get(lang.partition("-")[0], FAMILIES["en"])
    return (own, *(family for family in dict.fromkeys(FAMILIES.values()) if family != own))


def find_extra_families(text: Iterable[str]) -> tuple[str, ...]:
    """Families needed beside those of `families_for`, for letters that these lack, in a fixed order.

    Refused (`missing_glyph`: character, code_point, package) for a character that no installed font draws.
    """
    missing = sorted({letter for letter in _letters(text) if ord(letter) not in _drawn()})
    return tuple(dict.fromkeys(_find_family(letter) for letter in missing))


def _letters(text: Iterable[str]) -> set[str]:
    """The characters that leave ink, composed as the renderer composes them."""
    letters: set[str] = set()
    for part in set(text):
        letters.update(normalize("NFC", part))
    return {letter for letter in letters if _leaves_ink(letter)}


def _leaves_ink(letter: str) -> bool:
    kind = category(letter)
    if kind == "Cf":
        return _lies_in(letter, INKED_FORMATS)
    return kind not in ("Cc", "Zs", "Zl", "Zp") and not _lies_in(letter, VARIATION_SELECTORS)


def _lies_in(letter: str, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(letter) <= last for first, last in spans)


@cache
def _drawn() -> frozenset[int]:
    """The code points that every weight of every family draws. Refused where one is not installed."""
    drawn: set[int] | None = None
    for family in dict.fromkeys(FAMILIES.values()):
        for weight in ("regular", "bold"):
            found = _code_points(family, weight)
            drawn = found if drawn is None else drawn & found
    return frozenset(drawn or ())


def _code_points(family: str, weight: str) -> set[int]:
    """What a font draws, by the ranges that fontconfig keeps of its character map."""
    found = _fontconfig("fc-match", "-f", "%{family}\n%{charset}", f"{family}:weight={weight}")
    families, ranges = found.split("\n")
    if family not in families.split(","):
        raise Refused(Problem("missing_font", {"family": family, "package": CJK_PACKAGE}))
    points: set[int] = set()
    for span in ranges.split():
        first, _, last = span.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


@cache
def _find_family(letter: str) -> str:
    """A family with outlines that draws a letter, the first by name."""
    pattern = f":charset={ord(letter):x}:outline=True:color=False"
    found = _fontconfig("fc-list", "-f", "%{family[0]}\n", pattern).split("\n")
    families = sorted({family for family in found if family and not family.startswith(".")})
    if families:
        return families[0]
    called = name(letter, "")
    package = next((package for start, package in PACKAGES.items() if called.startswith(start)), OTHER_PACKAGE)
    values = {"character": letter, "code_point": f"U+{ord(letter):04X}", "name": called, "package": package}
    raise Refused(Problem("missing_glyph", values))


def _fontconfig(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
