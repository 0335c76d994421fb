"""The secret that sessions are signed with."""

import os
import secrets
from pathlib import Path

from tracker.settings import Settings

FILE_NAME = "secret"


def get_secret(settings: Settings) -> str:
    """The secret of the settings; on SQLite without one, that of the data folder, made when first asked for."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.data_dir / FILE_NAME
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Of several processes that start at once, the first one's secret stays."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
