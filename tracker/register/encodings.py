"""Which encoding a file that is not UTF-8 is likely in, so that the problem can name it."""

import codecs
from collections.abc import Container

_KANA = frozenset(map(chr, range(0x3040, 0x3100)))

#: The commonest letters of each language in such registers, by the encoding its offices use.
_COMMON = (
    ("cp949", frozenset("이의가다는에을사고한기지하업정교류서울중국시화공동문경제환육회제도과부")),
    ("gb18030", frozenset("的一是在有和人中大为国合作交流会议项目与业教文化经济联外办公室市省共同环境育")),
)

_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


def likely_encoding(content: bytes) -> str | None:
    """UTF-16, Shift_JIS, CP949 or GB18030; None where it can be none of them.

    Korean and Chinese text share most byte pairs, so what decides is how it reads: kana speak for Japanese;
    between the other two, the reading with more of its language's commonest letters, as registers have names in both.
    """
    for mark, name in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    if _share(content, "shift_jis", _KANA) >= 0.2:
        return "Shift_JIS"
    korean, chinese = (_share(content, encoding, letters) for encoding, letters in _COMMON)
    if korean > chinese:
        return "CP949"
    for encoding, name in (("gb18030", "GB18030"), ("cp949", "CP949"), ("shift_jis", "Shift_JIS")):
        if _is_readable(content, encoding):
            return name
    return None


def _share(content: bytes, encoding: str, letters: Container[str]) -> float:
    """How much of the text beyond ASCII is of some letters; 0 where it cannot be read so."""
    if not _is_readable(content, encoding):
        return 0.0
    beyond = [letter for letter in content.decode(encoding) if letter > "\x7f"]
    return sum(letter in letters for letter in beyond) / len(beyond) if beyond else 0.0


def _is_readable(content: bytes, encoding: str) -> bool:
    """Whether the bytes are text in an encoding, with anything beyond ASCII in it."""
    try:
        return not content.decode(encoding).isascii()
    except UnicodeDecodeError:
        return False
