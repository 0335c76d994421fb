"""The web application: settings, engine and clock in, a WSGI application out."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import Engine

from tracker.access import FindVisitor, find_visitor
from tracker.db import make_engine
from tracker.settings import DEFAULT_DATA_DIR, Settings, read_settings
from tracker.web import register_pages
from tracker.web.service import Service


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    engine: Engine | None = None,
    clock: Callable[[], datetime] = utc_now,
    find_visitor: FindVisitor = find_visitor,
) -> Flask:
    """The pages over one database. Without an engine, makes its own from the settings."""
    app = Flask("tracker.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    service = Service(settings, engine or make_engine(settings.database_url), clock, find_visitor)
    register_pages(app, service)
    return app


def from_environment() -> Flask:
    """As `create_app`, for a server that is told only where to find the application."""
    return create_app(read_settings(os.environ, default_data_dir=DEFAULT_DATA_DIR))
