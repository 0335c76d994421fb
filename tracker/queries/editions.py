"""Editions and their files: numbered per body and period, never changed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.editions import (
    FileForm,
    FileKind,
    PartyAnswer,
    SignOffState,
    WantedFile,
    find_sign_off_state,
    find_standing,
    show_flags,
    tells_whether_final,
)
from tracker.domain.periods import Flag
from tracker.domain.problems import NotFound
from tracker.models import Body, Edition, Period, ReportFile, SignOff
from tracker.queries.sign_offs import batches, find_answers


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of an edition; `path` is relative to the files folder, `approvals` the digest of those printed in it."""

    language: str
    kind: FileKind
    form: FileForm
    approvals: str
    path: str
    digest: str
    size: int
    pages: int
    produced_at: datetime


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition without its figures. `is_latest`: the last made of the period's latest day that was
    measured, by the last day that the period has now; one of an earlier day that was made afterwards does not supersede
    it. `is_provisional`: its figures could still change when it was made, whichever flag is shown."""

    id: int
    body: str
    period: int
    number: int
    as_of: date
    measured_on: date
    known_at: datetime
    produced_at: datetime
    produced_by: str
    flags: tuple[Flag, ...]
    is_provisional: bool
    digest: str
    content_digest: str
    why: str | None
    schedule_id: int | None
    asked: tuple[str, ...]
    is_latest: bool
    files: tuple[FileView, ...]

    def find_file(self, wanted: WantedFile, approvals: str | None = None) -> FileView | None:
        """The file of this kind and form with the approvals of this digest; the last made where none is named."""
        found = [
            file
            for file in self.files
            if (file.language, file.kind, file.form) == (wanted.language, wanted.kind, wanted.form)
            and approvals in (None, file.approvals)
        ]
        return found[-1] if found else None

    @property
    def current_files(self) -> tuple[FileView, ...]:
        """Of each language, kind and form the file made last: with the approvals in it, where there is one."""
        return tuple({(one.language, one.kind, one.form): one for one in self.files}.values())

    @property
    def name(self) -> str:
        """As refs are written: `seoul-beijing-2-edition-1`."""
        return f"{self.body}-{self.period}-edition-{self.number}"


def find_editions(session: Session, body: str, period: int | None = None) -> list[EditionView]:
    """The editions of a body, or of one of its periods: the latest period and in it the highest number first."""
    condition = col(Body.code) == body
    return _find(session, condition if period is None else sa.and_(condition, col(Period.number) == period))


def get_edition(session: Session, body: str, period: int, number: int) -> EditionView:
    """NotFound where there is no such edition."""
    found = _find(session, col(Body.code) == body, col(Period.number) == period, col(Edition.number) == number)
    if not found:
        raise NotFound("edition", f"{body} {period}/{number}")
    return found[0]


def get_edition_by_id(session: Session, edition_id: int) -> EditionView:
    """NotFound where there is no such edition."""
    found = _find(session, col(Edition.id) == edition_id)
    if not found:
        raise NotFound("edition", str(edition_id))
    return found[0]


def find_latest_edition(session: Session, body: str, period: int) -> EditionView | None:
    """The edition that no other of the period supersedes."""
    return next((edition for edition in find_editions(session, body, period) if edition.is_latest), None)


def find_edition_by_file(session: Session, digest: str) -> EditionView | None:
    """The edition that a file of this digest was issued for."""
    ids = select(ReportFile.edition_id).where(ReportFile.digest == digest)
    return next(iter(_find(session, col(Edition.id).in_(ids))), None)


def find_edition_by_digest(session: Session, digest: str) -> EditionView | None:
    """The edition whose figures have this digest."""
    return next(iter(_find(session, col(Edition.digest) == digest)), None)


def find_edition_by_code(session: Session, codes: Iterable[str]) -> EditionView | None:
    """The edition with one of these check codes, of twelve digits: the beginning of its figures' digest. The last one
    made where there are several."""
    digest = col(Edition.digest)
    ranges = [sa.and_(digest >= code, digest < f"{code}g", digest.startswith(code)) for code in codes]
    found = _find(session, sa.or_(*ranges)) if ranges else []
    return max(found, key=lambda one: one.id, default=None)


def get_edition_figures(session: Session, edition_id: int) -> str:
    """The figures of an edition: the JSON text that its digest is of."""
    return session.exec(select(Edition.figures).where(Edition.id == edition_id)).one()


def find_sign_off_states(
    session: Session,
    edition_ids: Collection[int],
    answers: Mapping[int, Sequence[PartyAnswer]] | None = None,
) -> Mapping[int, SignOffState]:
    """By the id of each edition: NOT_ASKED where the body asked nobody to sign it off. `answers`: those to them, where
    they have been read."""
    found: dict[int, SignOffState] = {}
    if answers is None:
        answers = find_answers(session, edition_ids)
    for batch in batches(edition_ids):
        query = select(Edition.id, Edition.asked).where(col(Edition.id).in_(batch))
        for edition_id, asked in session.exec(query):
            found[edition_id] = find_sign_off_state(asked, answers.get(edition_id, ()))
    return found


def find_waiting_editions(session: Session, body: str) -> Mapping[EditionView, Collection[str]]:
    """The current editions that parties have still to answer, with the codes of those, as they were asked; what a
    party returned waits for the secretariat."""
    current = [one for one in find_editions(session, body) if one.is_latest and one.asked]
    answers = find_answers(session, [one.id for one in current])
    answered = {one: find_standing(answers.get(one.id, ())) for one in current}
    waiting = {one: [code for code in one.asked if code not in answered[one]] for one in current}
    return {one: codes for one, codes in waiting.items() if codes}


def count_waiting_editions(session: Session, body: str, parties: Collection[str]) -> int:
    """How many current editions any of the parties has still to answer."""
    return sum(bool(set(parties) & set(codes)) for codes in find_waiting_editions(session, body).values())


def find_outdated_files(session: Session) -> Mapping[int, Mapping[WantedFile, str]]:
    """Of the editions that a party answered since any of their files was made last, by id: the digest of the answers
    printed in each file, as it was made last."""
    edition_id = col(ReportFile.edition_id)
    what = edition_id, col(ReportFile.language), col(ReportFile.kind), col(ReportFile.form)
    answered_at = sa.func.max(col(SignOff.recorded_at)).label("at")
    answered = sa.select(col(SignOff.edition_id), answered_at).group_by(col(SignOff.edition_id)).subquery()
    outdated = (
        sa.select(edition_id)
        .join(answered, answered.c.edition_id == edition_id)
        .group_by(*what, answered.c.at)
        .having(sa.func.max(col(ReportFile.produced_at)) <= answered.c.at)
    )
    made: dict[int, dict[WantedFile, str]] = defaultdict(dict)
    query = sa.select(*what, col(ReportFile.approvals)).where(edition_id.in_(outdated)).order_by(col(ReportFile.id))
    for key, language, kind, form, approvals in session.execute(query):
        made[key][WantedFile(language, kind, form)] = approvals
    return made


def _find(session: Session, *conditions: sa.ColumnElement[bool]) -> list[EditionView]:
    latest = sa.orm.aliased(Edition, name="latest")
    of = sa.orm.aliased(Period, name="of")
    day = sa.case((col(of.ends_on) < col(latest.as_of), col(of.ends_on)), else_=col(latest.as_of))
    same_period = (
        sa.select(col(latest.number))
        .join(of, col(of.id) == col(latest.period_id))
        .where(col(latest.period_id) == col(Edition.period_id))
    )
    newest = same_period.order_by(day.desc(), col(latest.number).desc()).limit(1).scalar_subquery()
    columns = [column for column in Edition.__table__.columns if column.name != "figures"]  # type: ignore[attr-defined]
    query = (
        sa.select(*columns, col(Body.code).label("code"), col(Period.number).label("period"), newest.label("newest"))
        .join(Body, col(Body.id) == Edition.body_id)
        .join(Period, col(Period.id) == Edition.period_id)
        .where(*conditions)
        .order_by(col(Body.code), col(Period.number).desc(), col(Edition.number).desc())
    )
    rows = session.execute(query).all()
    files = _find_files(session, [row.id for row in rows])
    kept = {row.id: tuple(Flag(flag) for flag in row.flags.split()) for row in rows}
    unsettled = _find_unsettled(session, [key for key, flags in kept.items() if not tells_whether_final(flags)])
    return [_view(row, files, kept[row.id], is_unsettled=row.id in unsettled) for row in rows]


def _find_unsettled(session: Session, ids: Sequence[int]) -> set[int]:
    """Of editions whose flags do not say it, those whose frozen figures could still change."""
    if not ids:
        return set()
    query = select(Edition.id, Edition.figures).where(col(Edition.id).in_(ids))
    return {key for key, figures in session.exec(query) if _is_unsettled(json.loads(figures)["trend"][-1])}


def _is_unsettled(total: Mapping[str, Any]) -> bool:
    """Of a period's total as it is frozen: open, or something claimed that is not confirmed."""
    rates = total["rates"]
    confirmed = {name: rates.get(f"confirmed_{name}") for name in ("promotion", "implementation")}
    return not total["is_closed"] or any(one and one["part"] != rates[name]["part"] for name, one in confirmed.items())


def _view(
    row: Any, files: Mapping[int, Sequence[FileView]], kept: Sequence[Flag], *, is_unsettled: bool
) -> EditionView:
    is_provisional = is_unsettled or Flag.PROVISIONAL in kept
    return EditionView(
        id=row.id,
        body=row.code,
        period=row.period,
        number=row.number,
        as_of=row.as_of,
        measured_on=row.measured_on,
        known_at=row.known_at,
        produced_at=row.produced_at,
        produced_by=row.produced_by,
        flags=show_flags(kept, is_provisional=is_provisional),
        is_provisional=is_provisional,
        digest=row.digest,
        content_digest=row.content_digest,
        why=row.why,
        schedule_id=row.schedule_id,
        asked=tuple(row.asked),
        is_latest=row.number == row.newest,
        files=tuple(files[row.id]),
    )


def _find_files(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[FileView]]:
    found: dict[int, list[FileView]] = defaultdict(list)
    query = select(ReportFile).where(col(ReportFile.edition_id).in_(ids)).order_by(col(ReportFile.id))
    for row in session.exec(query):
        found[row.edition_id].append(_file(row))
    return found


def _file(row: ReportFile) -> FileView:
    return FileView(
        language=row.language,
        kind=row.kind,
        form=row.form,
        approvals=row.approvals,
        path=row.path,
        digest=row.digest,
        size=row.size,
        pages=row.pages,
        produced_at=row.produced_at,
    )
