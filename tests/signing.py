"""A body that asks for sign-off, its period closed, with an edition that two parties are asked to approve."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from reports.freezing import freeze_edition
from tests.builders import clock_at, make_area, make_body, make_entry, make_party, make_period, make_project
from tracker.actions.periods import close_period, reopen_period
from tracker.actions.recording import open_recording
from tracker.actions.sign_offs import GivenSignOff, record_sign_off
from tracker.db import writing
from tracker.domain.editions import SignOffAnswer
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind
from tracker.models import Body, PartyRole, Period, Project, SignOff
from tracker.queries.bodies import get_body, get_body_view
from tracker.queries.editions import EditionView, get_edition

START = datetime(2022, 1, 10, 9, tzinfo=UTC)
AS_OF = date(2021, 12, 31)
PAGE = "/bodies/body/reports/1/1"


def make_closed_body(engine: Engine) -> None:
    """Two members, an observer, a closed period of two projects, one of them implemented; and edition 1."""
    names = {"SEL": ("Seoul", "서울"), "BJS": ("Beijing", "베이징"), "OBS": ("Observer", "옵서버")}
    with writing(engine) as session:
        body = make_body(
            session, asks_sign_off=True, visibility=Visibility.PUBLIC, languages=["en", "ko"],
            names={"en": "Joint Committee", "ko": "공동위원회"},
        )  # fmt: skip
        for code, (en, ko) in names.items():
            role = PartyRole.OBSERVER if code == "OBS" else PartyRole.MEMBER
            make_party(session, body, code, names={"en": en, "ko": ko}, role=role)
        period, area = make_period(session, body), make_area(session, body, names={"en": "Economy", "ko": "경제"})
        first = make_project(session, period, area, "1-ECO-01", titles={"en": "Forum", "ko": "포럼"})
        make_project(session, period, area, "1-ECO-02", titles={"en": "Fair", "ko": "박람회"})
        make_entry(session, first, EntryKind.IMPLEMENTED, date(2021, 5, 1), at=START)
        recording = open_recording(session, body, by="tests", clock=clock_at(START))
        close_period(session, recording, period, on=date(2022, 1, 10))
    freeze(engine, days=1)


def freeze(engine: Engine, *, days: int, as_of: date = AS_OF, **more: object) -> tuple[EditionView, bool]:
    clock = clock_at(START + timedelta(days=days))
    with writing(engine) as session:
        return freeze_edition(session, "body", 1, as_of=as_of, by="tests", clock=clock, **more)  # type: ignore[arg-type]


def correct(engine: Engine, *, days: int) -> None:
    """The period is reopened, its second project promoted within it, and closed again."""
    at = START + timedelta(days=days)
    with writing(engine) as session:
        body, period = session.exec(select(Body)).one(), session.exec(select(Period)).one()
        reopen_period(session, open_recording(session, body, by="tests", clock=clock_at(at)), period, reason="the minutes were corrected")  # fmt: skip
        second = session.exec(select(Project).where(Project.ref == "1-ECO-02")).one()
        make_entry(session, second, EntryKind.PROMOTED, date(2021, 6, 1), at=at)
        close_period(session, open_recording(session, body, by="tests", clock=clock_at(at)), period, on=at.date())


def answer(
    session: Session, party: str, said: SignOffAnswer = SignOffAnswer.APPROVED, *, edition: int = 1, days: int = 5, **more: str
) -> SignOff:  # fmt: skip
    """By document number 42 of a director, unless more is said."""
    recording = open_recording(session, get_body(session, "body"), by="tests", clock=clock_at(START + timedelta(days=days)))  # fmt: skip
    told = {"approver": f"Director of {party}", "number": f"{party}-42"} | more
    given = GivenSignOff(said, approved_on=date(2022, 1, 14), **told)
    found = next(one for one in get_body_view(session, "body").parties.values() if one.code == party)
    return record_sign_off(session, recording, get_edition(session, "body", 1, edition), given, party=found)
