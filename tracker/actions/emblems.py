"""Emblems: whatever picture is handed in, a small PNG is drawn of it anew, and nothing else of the file is kept."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from tracker.actions.documents import HandedFile
from tracker.domain.problems import Place, Problem, Refused

#: What is taken, told by its content.
FORMATS = ("PNG", "JPEG", "WEBP")
ACCEPTED = (".png", ".jpg", ".jpeg", ".webp")

#: Of the file handed in: bytes, and pixels once unpacked (a small file can unpack to gigabytes).
MOST_BYTES_HANDED = 4 * 1024 * 1024
MOST_PIXELS_HANDED = 12_000_000

#: Of the PNG that is drawn: width and height in pixels, and bytes. Tried in turn until it is small enough.
SIDES = (400, 300, 200, 120)
MOST_BYTES = 64 * 1024
COLOURS = 256


def draw_emblem(handed: HandedFile, *, field: str = "emblem") -> bytes:
    """A PNG on white, without anything that the file said beside its pixels. Refused at `field`: `emblem_empty`,
    `emblem_heavy` (most), `emblem_svg`, `emblem_type`, `emblem_large` (most), `emblem_broken`."""

    def refuse(code: str, **values: object) -> Refused:
        return Refused(Problem(code, {"name": handed.name, **values}, Place(column=field)))

    if not handed.content:
        raise refuse("emblem_empty")
    if len(handed.content) > MOST_BYTES_HANDED:
        raise refuse("emblem_heavy", most=MOST_BYTES_HANDED // 1024 // 1024)
    if b"<svg" in handed.content[:4096].lower():
        raise refuse("emblem_svg")
    try:
        with warnings.catch_warnings(), _wholly():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(handed.content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS_HANDED:
                raise refuse("emblem_large", most=MOST_PIXELS_HANDED // 1_000_000)
            return _draw(picture)
    except UnidentifiedImageError:
        raise refuse("emblem_type") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refuse("emblem_large", most=MOST_PIXELS_HANDED // 1_000_000) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise refuse("emblem_broken") from None


@contextmanager
def _wholly() -> Iterator[None]:
    """Meanwhile half a picture is an error. What makes PDFs takes halves, where it is loaded in this process."""
    kept, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = kept


def _draw(picture: Image.Image) -> bytes:
    picture.load()
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    for side in SIDES:
        small = flat.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        for one in (small, small.quantize(COLOURS)):
            content = _write(one)
            if len(content) <= MOST_BYTES:
                return content
    raise ValueError("the smallest picture is too large")  # 120 pixels of one byte each are less


def _write(picture: Image.Image) -> bytes:
    """Of the pixels alone: a copy has none of what the file said beside them."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if (palette := picture.getpalette()) is not None:
        bare.putpalette(palette)
    target = BytesIO()
    bare.save(target, "PNG", optimize=True)
    return target.getvalue()
