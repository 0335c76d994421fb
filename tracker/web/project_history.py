"""What was changed of a project, field by field, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.domain.stages import Horizon, Mode, RunBy, Stage
from tracker.models import HistoryAct, HistoryEntry, Subject
from tracker.queries.history import find_history
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.wording.marks import N_

LABELS = {
    "titles": N_("Title"),
    "area": N_("Area"),
    "mode": N_("Mode"),
    "lead": N_("Lead party"),
    "horizon": N_("Horizon"),
    "run_by": N_("Run by"),
    "proposed_by": N_("Proposed by"),
    "agreed_on": N_("Agreed on"),
    "due_on": N_("Due on"),
    "note": N_("Note"),
    "parties": N_("Parties"),
    "departments": N_("Departments"),
    "continues": N_("Continues"),
    "struck_at": N_("Struck"),
    "struck_document": N_("Document"),
    "ref": N_("Ref"),
    "stage": N_("Progress"),
    "started_on": N_("Started on"),
    "completed_on": N_("Completed on"),
    "results": N_("Results"),
    "problems": N_("Problems and measures"),
    "next_steps": N_("Next steps"),
}

ACTS = {
    HistoryAct.ADDED: N_("added"),
    HistoryAct.CHANGED: N_("changed"),
    HistoryAct.REMOVED: N_("removed"),
}

#: Which field holds values of which kind.
CHOICES: Mapping[str, type[StrEnum]] = {"mode": Mode, "horizon": Horizon, "run_by": RunBy, "stage": Stage}
DAYS = ("agreed_on", "due_on", "started_on", "completed_on")


@dataclass(frozen=True, slots=True)
class Change:
    """`lines`: label, before and after of each field; empty text where there was nothing."""

    act: str
    who: str
    when: str
    why: str
    lines: Sequence[tuple[str, str, str]]


def make_history(at: AtBody, subject: Subject, key: str) -> list[Change]:
    """Every change, the latest first."""
    rows = find_history(at.session, body_id=at.view.id, subject=subject, key=key)
    names = name_recorders(at.session, at.asking.wording, {row.recorded_by for row in rows})
    return [_make_change(at, row, names) for row in rows]


def _make_change(at: AtBody, row: HistoryEntry, names: Mapping[str, str]) -> Change:
    wording = at.asking.wording
    fields = list(dict.fromkeys([*row.before, *row.after]))
    return Change(
        act=wording.text(ACTS[row.act]),
        who=names.get(row.recorded_by, row.recorded_by),
        when=wording.instant(row.recorded_at, at.view.body.time_zone),
        why=row.reason or "",
        lines=[(_label(at, name), _say(at, name, row.before.get(name)), _say(at, name, row.after.get(name)))
               for name in fields],
    )  # fmt: skip


def _label(at: AtBody, name: str) -> str:
    return at.asking.wording.text(LABELS[name]) if name in LABELS else name


def _say(at: AtBody, name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    wording = at.asking.wording
    if name in CHOICES:
        return wording.term(CHOICES[name](value))
    if name in DAYS:
        return wording.day(date.fromisoformat(value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_say(at, '', one)}" for key, one in value.items())
    if isinstance(value, list):
        return wording.join(str(one) for one in value)
    return str(value)
