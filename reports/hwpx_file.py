"""x"""

from reports.outline import Outline


def write_hwpx(outline: Outline) -> bytes:
    return b""
