"""Styles, scripts and the files of others, each under an address that changes with its content."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory, url_for

from tracker.web.gates import anyone

FOLDER = Path(__file__).parent / "static"
ONE_DAY = 24 * 60 * 60
ONE_YEAR = 365 * ONE_DAY

static = Blueprint("static", __name__)


@static.get("/static/<path:name>")
@anyone
def show_file(name: str) -> Response:
    """A file that came with the service; kept by the browser for good where the address names its content."""
    response = send_from_directory(FOLDER, name, max_age=0)
    is_fixed = request.args.get("v") == _find_version(name)
    if is_fixed:
        response.cache_control.no_cache = None
        response.cache_control.max_age = ONE_YEAR
    response.cache_control.immutable = is_fixed
    response.cache_control.public = True
    return response


@static.get("/favicon.ico")
@anyone
def show_icon() -> Response:
    return send_from_directory(FOLDER, "icon.svg", max_age=ONE_DAY)


@lru_cache(maxsize=256)
def _find_version(name: str) -> str:
    return sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def static_link(name: str) -> str:
    """The address of a file that came with the service."""
    return url_for("static.show_file", name=name, v=_find_version(name))
