"""A department's form: made as a workbook, and mailed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.documents import HandedFile, keep_document
from tracker.actions.mail import MailFile, queue_mail
from tracker.actions.recording import Recording
from tracker.actions.returns import Keeping
from tracker.domain.stages import Stage
from tracker.domain.statements import STATES
from tracker.models import DepartmentContact, DocumentKind, ReturnLink
from tracker.queries.bodies import BodyView
from tracker.queries.projects import ProjectRow
from tracker.queries.returns import DepartmentProjects, Reported
from tracker.register.return_layout import Marker
from tracker.register.return_writing import DepartmentForm, FormRow, write_form
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES, find_language
from tracker.wording.marks import N_

#: What is spoken in a party's offices, where no contact says so.
SPOKEN = {"KR": "ko", "CN": "zh", "TW": "zh", "HK": "zh", "MO": "zh", "JP": "ja"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which body and period a department is asked, at which instant."""

    view: BodyView
    period: int
    at: datetime


def find_department_language(view: BodyView, department: DepartmentProjects) -> str:
    """Its contact's, else that of its country, else the body's first that is spoken here."""
    if department.contact is not None and department.contact.language in LANGUAGES:
        return department.contact.language
    country = view.parties[department.party_id].country
    return SPOKEN.get(country) or find_language(view.body.languages)


def make_workbook(asked: Asked, department: DepartmentProjects, lang: str) -> HandedFile:
    """The form of a department in a language, and what the file is called."""
    view, wording = asked.view, get_wording(lang)
    party, languages = view.parties[department.party_id], view.body.languages
    name = wording.name(department.names, languages).text
    body = wording.name(view.body.names, languages).text
    period = view.periods[view.period_id(asked.period)]
    today = asked.at.astimezone(ZoneInfo(view.body.time_zone)).date()
    words = {"body": body, "number": asked.period, "party": wording.name(party.names, languages).text}
    form = DepartmentForm(
        marker=Marker(
            view.body.code, asked.period, party.code, department.key, asked.at.isoformat(timespec="seconds"), lang
        ),
        title=wording.text(N_("Status of agreed projects – {department}"), department=name),
        about=wording.text(N_("{body} · period {number} · {party} · made on {day}"), day=wording.day(today), **words),
        earliest=period.conference_on,
        made_at=asked.at,
        rows=[_make_row(view, wording, row) for row in department.projects],
    )
    stem = "-".join((view.body.code, str(asked.period), party.code, name))
    return HandedFile(re.sub(r'[\s/\\:*?"<>|]+', "_", stem)[:120] + ".xlsx", write_form(form, wording))


def _make_row(view: BodyView, wording: Wording, row: ProjectRow) -> FormRow:
    languages = view.body.languages
    area = next((one.names for one in view.areas.values() if one.code == row.area), {"": row.area})
    title, area_name = wording.name(row.titles, languages).text, wording.name(area, languages).text
    return FormRow(row.ref, title, area_name, say_recorded(wording, row))


def say_recorded(wording: Wording, row: ProjectRow) -> str:
    """The state that is recorded of a project and its day: `Started`, then the day, then what holds it."""
    stage = row.late_stage or row.stage
    day = {Stage.PROMOTED: row.facts.days.promoted_on, Stage.IMPLEMENTED: row.facts.days.implemented_on}.get(stage)
    lines = [wording.term(STATES[stage])]
    if day is not None:
        lines.append(wording.day(day))
    if row.condition is not None:
        lines.append(f"({wording.term(row.condition)})")
    return "\n".join(lines)


def mail_workbook(
    session: Session, recording: Recording, asked: Asked, department: DepartmentProjects, keeping: Keeping
) -> bool:
    """Put a department's form into the outbox for its contact; False where there is none."""
    contact = department.contact
    if contact is None:
        return False
    lang = find_department_language(asked.view, department)
    file = make_workbook(asked, department, lang)
    document = keep_document(
        session, recording, file, kind=DocumentKind.RETURN, files_dir=keeping.files_dir,
        most_bytes=keeping.most_bytes, period_id=asked.view.period_id(asked.period),
    )  # fmt: skip
    wording = get_wording(lang)
    lines = [
        wording.text(
            N_(
                "Attached is the form with the projects of your department."
                " Please fill in what has changed and send it back to the secretariat."
            )
        ),
        wording.text(N_("An empty cell states nothing and changes nothing. Leave a project that has no news empty.")),
    ]  # fmt: skip
    key = f"return-form:{contact.id}:{asked.period}:{recording.at.isoformat()}"
    files = [MailFile(document.name, document.media_type, document.path)]
    _queue(session, recording, asked, department, contact, lines=lines, key=key, files=files)
    return True


def mail_link(
    session: Session,
    recording: Recording,
    asked: Asked,
    department: DepartmentProjects,
    *,
    link: ReturnLink,
    address: str,
) -> bool:
    """Put a department's link into the outbox for its contact; False where there is none."""
    contact = department.contact
    if contact is None:
        return False
    wording = get_wording(find_department_language(asked.view, department))
    until = wording.instant(link.expires_at, asked.view.body.time_zone)
    lines = [
        wording.text(
            N_(
                "Please say how the projects of your department stand, on the page behind this link."
                " You need no account."
            )
        ),
        address,
        wording.text(
            N_(
                "The link is for your department only and works until {until}."
                " You may send the form again until then."
            ),
            until=until,
        ),
    ]  # fmt: skip
    _queue(session, recording, asked, department, contact, lines=lines, key=f"return-link:{link.id}")
    return True


def _queue(
    session: Session,
    recording: Recording,
    asked: Asked,
    department: DepartmentProjects,
    contact: DepartmentContact,
    *,
    lines: Sequence[str],
    key: str,
    files: Sequence[MailFile] = (),
) -> None:
    """Mail to a department's contact: the lines after a greeting, in the department's language."""
    lang = find_department_language(asked.view, department)
    wording = get_wording(lang)
    queue_mail(
        session,
        key=key,
        to_address=contact.email,
        language=lang,
        subject=_make_subject(wording, asked),
        text="\n\n".join([_greet(wording, asked.view, department), *lines]),
        at=recording.at,
        body_id=recording.body_id,
        files=files,
    )


def write_sent_back(wording: Wording, view: BodyView, statements: Sequence[Reported], note: str) -> str:
    """What a department is told of statements that went back to it."""
    body = wording.name(view.body.names, view.body.languages).text
    return "\n\n".join(
        [
            wording.text(N_("The secretariat of {body} asks you to look once more at what you reported of: {refs}."),
                         body=body, refs=wording.join(one.ref for one in statements)),
            note,
            wording.text(N_("Please correct it and send the form again. Nothing of it was recorded.")),
        ]
    )  # fmt: skip


def mail_sent_back(
    session: Session,
    recording: Recording,
    view: BodyView,
    statements: Sequence[Reported],
    note: str,
    *,
    department: DepartmentProjects,
) -> bool:
    """Tell a department's contact what went back to it; False where there is none. The statements are of one return."""
    contact = department.contact
    if contact is None:
        return False
    lang = find_department_language(view, department)
    wording = get_wording(lang)
    queue_mail(
        session,
        key=f"sent-back:{statements[0].of.id}:{recording.at.isoformat()}",
        to_address=contact.email,
        language=lang,
        subject=wording.text(N_("Please look once more at what you reported")),
        text=write_sent_back(wording, view, statements, note),
        at=recording.at,
        body_id=recording.body_id,
    )
    return True


def _make_subject(wording: Wording, asked: Asked) -> str:
    body = wording.name(asked.view.body.names, asked.view.body.languages).text
    return wording.text(N_("{body}: how your projects stand (period {number})"), body=body, number=asked.period)


def _greet(wording: Wording, view: BodyView, department: DepartmentProjects) -> str:
    name = wording.name(department.names, view.body.languages).text
    return wording.plural(
        "To {department}: {number} project of yours was agreed.",
        "To {department}: {number} projects of yours were agreed.",
        len(department.projects),
        department=name,
    )
