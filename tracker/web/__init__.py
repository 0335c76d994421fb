"""The pages: one blueprint per noun, thin edges over the same queries that commands and reports ask."""

from flask import Blueprint, Flask

from tracker.web import (  # noqa: F401 - their routes are of the cycle, of editions and of bodies
    body_changes,
    carrying,
    closing,
    comparing,
    drafting,
    edition_sharing,
    office,
    packs,
    pasting,
    period_facts,
    planning,
    portfolio,
    sealing,
    stuck,
)
from tracker.web.account import account
from tracker.web.admin import admin
from tracker.web.admin_bodies import admin_bodies
from tracker.web.admin_body_list import admin_body_list
from tracker.web.admin_log import access_log
from tracker.web.admin_users import admin_users
from tracker.web.area_words import area_words
from tracker.web.bodies import bodies
from tracker.web.calendar import calendar
from tracker.web.chase import chase
from tracker.web.checking import checking
from tracker.web.compare.routes import compare
from tracker.web.confirmations import confirmations
from tracker.web.contacts import contacts
from tracker.web.cycle import cycle
from tracker.web.deliveries import deliveries
from tracker.web.edition_forms import edition_forms
from tracker.web.edition_links import edition_links
from tracker.web.editions import editions
from tracker.web.entries import entries
from tracker.web.errors import register_errors
from tracker.web.evidence import evidence
from tracker.web.exchange import exchange
from tracker.web.exports.routes import exports
from tracker.web.figures import figures
from tracker.web.flow import flow
from tracker.web.hand_over import hand_overs
from tracker.web.headers import register_headers
from tracker.web.health import health
from tracker.web.history import history
from tracker.web.imports import imports
from tracker.web.languages import register_languages
from tracker.web.layouts import layouts
from tracker.web.mail import mail
from tracker.web.open_tables import open_tables
from tracker.web.pace import pace
from tracker.web.passwords import passwords
from tracker.web.paths import CONVERTERS
from tracker.web.periods import periods
from tracker.web.producing import producing
from tracker.web.project_edit import project_edit
from tracker.web.projects import projects
from tracker.web.protection import register_protection
from tracker.web.recipients import recipients
from tracker.web.redacting import redacting
from tracker.web.report_previews import report_previews
from tracker.web.reports import reports
from tracker.web.returns import returns
from tracker.web.schedules import schedules
from tracker.web.service import EXTENSION, Service
from tracker.web.sign_in import sign_in
from tracker.web.speaking import register_speaking
from tracker.web.static_files import static

BLUEPRINTS: tuple[Blueprint, ...] = (
    bodies,
    pace,
    flow,
    compare,
    figures,
    periods,
    cycle,
    projects,
    entries,
    evidence,
    redacting,
    project_edit,
    returns,
    reports,
    area_words,
    layouts,
    report_previews,
    recipients,
    deliveries,
    producing,
    schedules,
    editions,
    exports,
    open_tables,
    imports,
    chase,
    contacts,
    hand_overs,
    mail,
    history,
    sign_in,
    passwords,
    account,
    calendar,
    admin,
    admin_users,
    admin_body_list,
    admin_bodies,
    access_log,
    confirmations,
    exchange,
    checking,
    edition_forms,
    edition_links,
    health,
    static,
)


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
