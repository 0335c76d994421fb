"""The web application: settings, engine and clock in, a WSGI application out."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.access import FindVisitor, Lifetimes, make_find_visitor
from tracker.db import make_engine
from tracker.settings import DEFAULT_DATA_DIR, Settings, read_settings
from tracker.signing import get_secret
from tracker.web import register_pages
from tracker.web.service import Service

#: Of a form without files, in bytes; and the most fields of any.
LARGEST_FORM = 4 * 1024 * 1024
MOST_FIELDS = 20_000


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    engine: Engine | None = None,
    clock: Callable[[], datetime] = utc_now,
    find_visitor: FindVisitor | None = None,
) -> Flask:
    """The pages over one database. Without an engine, makes its own from the settings; visitors are known by their
    sign-in, unless said otherwise."""
    engine = engine or make_engine(settings.database_url)
    lifetimes = Lifetimes(timedelta(hours=settings.idle_hours), timedelta(hours=settings.sign_in_hours))
    app = Flask("tracker.web", static_folder=None)
    app.config.update(
        SECRET_KEY=get_secret(settings),
        SESSION_COOKIE_NAME="tracker_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    register_pages(app, Service(settings, engine, clock, find_visitor or make_find_visitor(engine, clock, lifetimes)))
    return app


def from_environment() -> Flask:
    """As `create_app`, for a server that is told only where to find the application."""
    return create_app(read_settings(os.environ, default_data_dir=DEFAULT_DATA_DIR))
