"""Answers that whoever has them need not fetch again: their tag is known before they are made."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from flask import Response, request

from tracker import __version__
from tracker.domain.roles import Visibility
from tracker.queries.document import to_instant_text
from tracker.web.gates import AtBody


def answer_if_changed(at: AtBody, what: str, *, media_type: str, make: Callable[[], Response]) -> Response:
    """What `make` gives, or only that the asker's copy still holds; of a HEAD request, the headers alone.

    The tag follows from what the answer depends on: the body's last record, the days asked for, `what` of it, and the
    version of the program."""
    bare = Response(iter(()), mimetype=media_type)
    bare.automatically_set_content_length = False  # nobody knows how long it would be
    _set_freshness(at, what, bare)
    bare.make_conditional(request)
    if bare.status_code == 304 or request.method == "HEAD":
        return bare
    made = make()
    made.mimetype = media_type
    _set_freshness(at, what, made)
    return made


def _set_freshness(at: AtBody, what: str, answer: Response) -> None:
    """Whoever keeps a copy asks each time: what is public today may be its members' only tomorrow."""
    is_public = at.view.body.visibility is Visibility.PUBLIC
    answer.headers.pop("Expires", None)
    answer.headers["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    answer.set_etag(_make_tag(at, what))
    changed_at = _find_last_change(at)
    if changed_at < at.asking.now.replace(microsecond=0):  # within one second, a second change would look the same
        answer.last_modified = changed_at
    if is_public:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _make_tag(at: AtBody, what: str) -> str:
    known_at = at.asking.known_at
    parts = (
        __version__,
        at.code,
        to_instant_text(at.view.body.last_recorded_at),
        at.as_of.isoformat(),
        "" if known_at is None else to_instant_text(known_at),
        what,
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def _find_last_change(at: AtBody) -> datetime:
    """When anything was last recorded; where the day asked for is today, also when it began."""
    recorded_at = at.view.body.last_recorded_at
    if at.asking.given_on is not None:
        return recorded_at
    begun_at = datetime.combine(at.as_of, time(), ZoneInfo(at.view.body.time_zone)).astimezone(UTC)
    return max(recorded_at, begun_at)
