"""Which encoding a file that is not UTF-8 is likely in, so that the problem can name it."""

import codecs

_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


def likely_encoding(content: bytes) -> str | None:
    """UTF-16, Shift_JIS, CP949 or GB18030; None where it can be none of them.

    Korean and Chinese text share most byte pairs, so what decides is how it reads: kana speak for Japanese,
    text that is Hangul nearly throughout for Korean (Chinese read as Korean is a mixture), else Chinese.
    """
    for mark, name in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    if _share(content, "shift_jis", ("\u3040", "\u30ff")) >= 0.2:
        return "Shift_JIS"
    if _share(content, "cp949", ("\uac00", "\ud7a3")) >= 0.8:
        return "CP949"
    for encoding, name in (("gb18030", "GB18030"), ("cp949", "CP949"), ("shift_jis", "Shift_JIS")):
        if _share(content, encoding, ("\u0080", "\uffff")) > 0:
            return name
    return None


def _share(content: bytes, encoding: str, letters: tuple[str, str]) -> float:
    """How much of the text beyond ASCII lies between two letters; 0 where it cannot be read so."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    beyond = [letter for letter in text if letter > "\x7f"]
    if not beyond:
        return 0.0
    first, last = letters
    return sum(first <= letter <= last for letter in beyond) / len(beyond)
