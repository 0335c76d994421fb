"""Logging a status for one project or many, and taking an entry back: the forms of lists and of projects."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from tracker.actions.entries import void_entry
from tracker.actions.statuses import NewStatus, log_status
from tracker.domain.following import LOGGABLE, NEEDS_REASON
from tracker.domain.problems import Place, Refused
from tracker.domain.roles import Act
from tracker.domain.stages import EntryKind, Reason
from tracker.queries.entries import get_entry
from tracker.web.changing import Part, changing, takes_files
from tracker.web.evidence import keep_evidence
from tracker.web.filters import read_filters
from tracker.web.forms import Form, Reader, read_id, to_id
from tracker.web.gates import AtBody
from tracker.web.handing_in import most_bytes, read_files
from tracker.web.log_rows import anchor_of
from tracker.web.period_list import OFFICER_SORT
from tracker.web.periods import render_period, render_row
from tracker.web.projects import render_project
from tracker.wording.marks import N_

entries = Blueprint("entries", __name__)

#: The field of a form that stands on a project's own page.
FROM_PROJECT = "project"


def show_logging_again(at: AtBody, number: int) -> ResponseReturnValue:
    """The row, list or project whose form was refused, with what was typed."""
    if at.form.text("from") == FROM_PROJECT:
        return render_project(at, at.form.text("ref"))
    if "HX-Request" in request.headers:
        return render_row(at, number, at.form.text("ref"))
    return render_period(at, number)


@entries.post("/bodies/<code:code>/periods/<number:number>/entries")
@takes_files(most_bytes)
@changing(Act.LOG_STATUS, again=show_logging_again)
def log_entries(at: AtBody, number: int) -> ResponseReturnValue | Part:
    """One form for one project and for many; the parts of a list that changed, for a script that asks."""
    new = read_status(at)
    files = read_files(at.form)
    period = at.view.periods[at.view.period_id(number)]
    places = {ref: Place(column=anchor_of(ref)) for ref in new.refs}
    rows = log_status(at.session, at.recording, period, new, places=places)
    for row in rows if files else ():
        keep_evidence(at, files, project_id=row.project_id, entry_id=row.id)
    done = say_done(at, new)
    location = find_location(at, number, new.refs[0])
    if "HX-Request" in request.headers and at.form.text("from") != FROM_PROJECT:
        return Part(location, render_row(at, number, new.refs[0], done=done))
    flash(done)
    return location


def read_status(at: AtBody) -> NewStatus:
    """What is logged, or Refused with everything that cannot be read."""
    reader, form = Reader(at.form), at.form
    refs = list(dict.fromkeys(ref for ref in form.all("ref") if ref))
    if not refs:
        reader.refuse("many", "no_project_ticked")
    kind = reader.word("kind", [one.value for one in LOGGABLE], required=True)
    on = reader.day("on", required=True)
    reason = reader.choice("reason", Reason)
    note = reader.text("note")
    earlier = reader.day("promoted_on", required=True) if _is_offered(form) else None
    reader.finish()
    assert kind is not None
    assert on is not None
    return NewStatus(
        refs=refs,
        kind=EntryKind(kind),
        on=on,
        seen=_read_seen(form),
        reason=reason if kind in NEEDS_REASON else None,
        note=note,
        party=at.party,
        promoted_on=earlier,
    )


def _is_offered(form: Form) -> bool:
    return bool(form.text("also_promoted")) and form.text("kind") == EntryKind.IMPLEMENTED


def _read_seen(form: Form) -> Mapping[str, int]:
    """By ref, the newest entry that each project was shown with: `12 2-ENV-04`."""
    found = {}
    for one in form.all("seen"):
        number, _, ref = one.partition(" ")
        if number == "0" or to_id(number):
            found[ref] = to_id(number)
    return found


def say_done(at: AtBody, new: NewStatus) -> str:
    """`2-ENV-04 logged as promoted for 3 May 2026, 204 days ago.`"""
    wording = at.asking.wording
    day, days = wording.day(new.on), (at.today - new.on).days
    when = wording.text(N_("for {day}"), day=day)
    if days > 0:
        when = wording.plural("for {day}, {number} day ago", "for {day}, {number} days ago", days, day=day)
    kind = wording.term(new.kind)
    if len(new.refs) == 1:
        return wording.text(N_("{ref} logged as {kind} {when}."), ref=new.refs[0], kind=kind, when=when)
    return wording.plural(
        "{number} project logged as {kind} {when}.",
        "{number} projects logged as {kind} {when}.",
        len(new.refs),
        kind=kind,
        when=when,
    )


def find_location(at: AtBody, number: int, ref: str) -> str:
    """Where the project is seen again: in its list, filtered and leafed as it was, or on its own page."""
    if at.form.text("from") == FROM_PROJECT:
        return at.asking.link("projects.show_project", code=at.code, ref=ref)
    filters = read_filters(request.args, at.view, first_sort=OFFICER_SORT)
    sort = None if filters.sort == OFFICER_SORT else filters.sort
    if at.form.text("many"):  # at the top of the list, where it is said what was logged
        return at.asking.link("periods.show_period", code=at.code, number=number, **{**filters.asked, "sort": sort})
    values = {**filters.asked, "sort": sort, "row": ref}
    return at.asking.link("periods.show_period", code=at.code, number=number, **values) + f"#{anchor_of(ref)}"


def show_void_again(at: AtBody) -> ResponseReturnValue:
    return render_project(at, at.form.text("ref"))


@entries.post("/bodies/<code:code>/voids")
@changing(Act.LOG_STATUS, again=show_void_again)
def add_void(at: AtBody) -> str:
    """Take back an entry of the officer's own party, or of none."""
    ref = at.form.text("ref")
    entry = get_entry(at.session, at.view.id, ref, read_id(at.form, "entry"))
    at.require(Act.LOG_STATUS, None if entry.party_id is None else at.view.parties[entry.party_id].code)
    reader = Reader(at.form)
    reason = reader.text("reason", required=True, longest=2_000)
    if reader.problems:
        raise Refused(*(replace(one, place=Place(column=f"void-{entry.id}")) for one in reader.problems))
    void_entry(at.session, at.recording, entry, reason=reason or "")
    flash(at.asking.wording.text(N_("The entry is voided. It stays visible, struck through.")))
    return at.asking.link("projects.show_project", code=at.code, ref=ref) + "#log"
