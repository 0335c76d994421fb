"""Emblems are told by what they hold, drawn anew, and small."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tests.pictures import make_picture, open_picture
from tracker.actions.documents import HandedFile
from tracker.actions.emblems import MOST_BYTES, MOST_BYTES_HANDED, draw_emblem
from tracker.domain.problems import Refused

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.png"), ("JPEG", "a.svg")])
def test_a_picture_is_drawn_anew_whatever_it_is_called(kind: str, name: str) -> None:
    picture = open_picture(draw_emblem(HandedFile(name, make_picture(kind))))
    assert picture.format == "PNG"
    assert picture.size == (400, 267)


def test_what_a_file_says_beside_its_pixels_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "written at 37.5, 127.0", 6
    drawn = draw_emblem(HandedFile("a.jpg", make_picture("JPEG", (60, 30), exif=exif, comment=b"secret")))
    picture = open_picture(drawn)
    assert picture.size == (30, 60)  # turned as the camera said
    assert picture.info == {}
    assert b"secret" not in drawn
    assert b"written" not in drawn
    assert draw_emblem(HandedFile("b.png", drawn)) == drawn


def test_what_shines_through_is_white() -> None:
    clear = Image.new("RGBA", (10, 10), (200, 0, 0, 0))
    target = BytesIO()
    clear.save(target, "PNG")
    assert (
        open_picture(draw_emblem(HandedFile("a.png", target.getvalue()))).convert("RGB").getpixel((5, 5)) == (255,) * 3
    )


def test_a_busy_picture_becomes_small_all_the_same() -> None:
    noise = Image.frombytes("RGB", (400, 400), random.Random(1).randbytes(3 * 400 * 400))
    target = BytesIO()
    noise.save(target, "PNG")
    assert len(draw_emblem(HandedFile("a.png", target.getvalue()))) <= MOST_BYTES


def make_bomb(side: int) -> bytes:
    """A PNG of few bytes that says it has this many pixels on each side."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "emblem_empty"),
        (b"\x89PNG" + bytes(MOST_BYTES_HANDED), "emblem_heavy"),
        (SVG, "emblem_svg"),
        (b"%PDF-1.7", "emblem_type"),
        (make_picture("GIF"), "emblem_type"),
        (make_picture("PNG")[:60], "emblem_broken"),
        (make_bomb(50), "emblem_broken"),
        (make_bomb(4_000), "emblem_large"),
        (make_bomb(10_000), "emblem_large"),
        (make_bomb(60_000), "emblem_large"),
    ],
)
def test_anything_else_is_refused_by_its_content(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        draw_emblem(HandedFile("emblem.png", content))
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.column) == (code, "emblem")
