"""How a body's reports are laid out: title page, emblem, sections, paper, languages; and what that looks like."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, flash, render_template, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from reports.laying_out import say_authority
from tracker.actions.documents import HandedFile
from tracker.actions.emblems import ACCEPTED, MOST_BYTES_HANDED, draw_emblem
from tracker.actions.layouts import remove_emblem, save_layout, set_emblem
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Subject
from tracker.web import report_previews
from tracker.web.changes import find_changes
from tracker.web.evidence import ROOM, read_files
from tracker.web.forms import EMPTY, Form, Reader
from tracker.web.gates import AtBody, Trial, allowed, changing, takes_files
from tracker.web.headings import make_heading
from tracker.web.layout_form import (
    PAPERS,
    find_first_options,
    find_layout_now,
    find_report_languages,
    find_ticks,
    make_fields,
    move,
    read_layout,
)
from tracker.web.layouts_blueprint import layouts
from tracker.web.service import current_service
from tracker.web.versions import find_differences, require_same
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_
