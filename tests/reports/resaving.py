"""What becomes of an office file on its way: saved anew by another program, a word of it changed."""

import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile


def convert(folder: Path, form: str, *names: str) -> None:
    """Files of a folder by LibreOffice, beside them."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
    subprocess.run([*command, *names], cwd=folder, check=True, capture_output=True, timeout=300)


def save_anew(content: bytes, folder: Path) -> bytes:
    """A DOCX as LibreOffice saves it."""
    (folder / "given.docx").write_bytes(content)
    saved = folder / "saved"
    convert(folder, "docx:MS Word 2007 XML", "given.docx", "--outdir", str(saved))
    return (saved / "given.docx").read_bytes()


def change_word(content: bytes, was: str, now: str) -> bytes:
    """The first of such words in the text of a DOCX or HWPX is another."""
    written, places = BytesIO(), 0
    with ZipFile(BytesIO(content)) as given, ZipFile(written, "w") as packed:
        for entry in given.infolist():
            part = given.read(entry)
            if entry.filename in ("word/document.xml", "Contents/section0.xml"):
                places += part.count(was.encode())
                part = part.replace(was.encode(), now.encode(), 1)
            packed.writestr(entry, part)
    assert places
    return written.getvalue()
