"""Pictures as people hand them in."""

from io import BytesIO
from typing import Any

from PIL import Image


def make_picture(kind: str = "PNG", size: tuple[int, int] = (900, 600), mode: str = "RGB", **saved: Any) -> bytes:
    """A red picture with a blue corner."""
    picture = Image.new(mode, size, "#c81e28")
    picture.paste("#143c8c", (0, 0, size[0] // 3, size[1] // 3))
    target = BytesIO()
    picture.save(target, kind, **saved)
    return target.getvalue()


def open_picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))
