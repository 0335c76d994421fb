"""The pages: one blueprint per noun, thin edges over the same queries that commands and reports ask."""

from flask import Flask

from tracker.web import carrying, closing, drafting, packs  # noqa: F401 - their routes are of the cycle
from tracker.web.bodies import bodies
from tracker.web.cycle import cycle
from tracker.web.errors import register_errors
from tracker.web.headers import register_headers
from tracker.web.health import health
from tracker.web.languages import register_languages
from tracker.web.paths import CONVERTERS
from tracker.web.periods import periods
from tracker.web.projects import projects
from tracker.web.protection import register_protection
from tracker.web.reports import reports
from tracker.web.service import EXTENSION, Service
from tracker.web.sign_in import sign_in
from tracker.web.speaking import register_speaking
from tracker.web.static_files import static

BLUEPRINTS = (bodies, periods, cycle, projects, reports, sign_in, health, static)


def register_pages(app: Flask, service: Service) -> None:
    """Put every page on an application."""
    app.extensions[EXTENSION] = service
    app.url_map.converters.update(CONVERTERS)
    app.url_map.merge_slashes = False
    register_languages(app)
    register_headers(app)
    register_errors(app)
    register_protection(app)
    register_speaking(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
