"""Files on disk, by digest: a file is there whole or not at all, and never changes."""

import os
from hashlib import sha256
from pathlib import Path
from uuid import uuid4


def store_file(files_dir: Path, content: bytes, *, suffix: str) -> str:
    """Keep the bytes; returns the path relative to the folder. Kept already: nothing happens.

    Written aside, brought to disk, then renamed: whoever finds a file under its name finds all of it,
    also after a power cut.
    """
    digest = sha256(content).hexdigest()
    relative = Path(digest[:2]) / f"{digest}{suffix}"
    path = files_dir / relative
    if not is_whole(path, digest):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        _sync_folders(path.parent, files_dir)
    return relative.as_posix()


def is_whole(path: Path, digest: str) -> bool:
    """Whether the file is there with the bytes of the digest."""
    try:
        return sha256(path.read_bytes()).hexdigest() == digest
    except FileNotFoundError:
        return False


def write_whole(path: Path, content: bytes) -> None:
    """Write aside, bring to disk, rename: the file has all of the bytes, or is as it was. OSError."""
    aside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _sync_folders(*folders: Path) -> None:
    """A rename is lasting only once its folder is on disk."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
