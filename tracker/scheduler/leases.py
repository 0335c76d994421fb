"""Keeping what is claimed for as long as it is at work."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)


@contextmanager
def held(lease: timedelta, renew: Callable[[], bool], about: dict[str, object]) -> Iterator[None]:
    """Renew a lease every third of it; `renew` says whether it is still ours. `about`: for the log."""
    ended = Event()

    def hold() -> None:
        while not ended.wait(lease.total_seconds() / 3):
            try:
                ours = renew()
            except SQLAlchemyError:
                log.exception("lease not renewed")
                continue
            if not ours:
                log.warning("lease lost", extra=about)
                return

    thread = Thread(target=hold, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
