"""An example body whose schedule has recipients: real figures frozen by each run, and a small file for its report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from reports.freezing import freeze_edition
from reports.posting import Mailing
from tests.builders import clock_at
from tests.mailbox import Mailbox
from tracker.actions.examples import load_example
from tracker.actions.recipients import Addressee, Wish, add_recipients
from tracker.actions.recording import open_recording
from tracker.actions.runs import ClaimedRun
from tracker.db import reading, writing
from tracker.domain.deliveries import DeliveryState
from tracker.domain.editions import FileKind, SignOffAnswer
from tracker.models import Body, Delivery, Edition, Mail, Party, Recipient, ReportFile, Schedule, SignOff
from tracker.queries.bodies import get_body
from tracker.queries.deliveries import DeliveryView, find_deliveries
from tracker.scheduler.mailing import make_post
from tracker.scheduler.working import Work
from tracker.settings import RegisterLimits

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODE = "haerang-conference"
PDF = b"%PDF-1.7 small"


@dataclass
class DeliveryScene:
    """A scheduler with a mail server, over one body. `asked`: the parties that new editions ask to sign off."""

    engine: Engine
    files_dir: Path
    box: Mailbox
    now: datetime = NOW
    most_bytes: int = 1000
    has_server: bool = True
    asked: list[str] = field(default_factory=list)

    def load(self, **fields: object) -> None:
        with writing(self.engine) as session:
            load_example(session, CODE, RegisterLimits(), clock=clock_at(self.now))
            schedule = session.exec(select(Schedule)).one()
            for name, value in fields.items():
                setattr(schedule, name, value)

    def name(self, *addressees: Addressee, language: str = "ko", kind: FileKind = FileKind.REPORT) -> int:
        with writing(self.engine) as session:
            recording = open_recording(session, get_body(session, CODE), by="user:1", clock=clock_at(self.now))
            return add_recipients(
                session, recording, session.exec(select(Schedule)).one(), addressees, Wish(language, kind)
            )

    def work(self, owner: str = "one") -> Work:
        return Work(
            self.engine,
            self.produce,
            owner,
            lambda: self.now,
            timedelta(minutes=2),
            post=make_post(self.box.server, self.files_dir) if self.has_server else None,
            files_dir=self.files_dir,
            mailing=Mailing("https://tracker.example", self.most_bytes) if self.has_server else None,
        )

    def produce(self, claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        with writing(self.engine) as session, self.asking():
            edition, is_new = freeze_edition(
                session, claimed.body, claimed.period, as_of=claimed.as_of, by="schedule", clock=lambda: self.now
            )
            if is_new:
                for language in claimed.languages:
                    self.add_file(session, edition.id, language)
        return edition.id

    @contextmanager
    def asking(self) -> Iterator[None]:
        """New editions ask these parties, whatever the body asks for."""

        def ask(mapper: object, connection: object, edition: Edition) -> None:
            edition.asked = list(self.asked)

        event.listen(Edition, "before_insert", ask)
        yield
        event.remove(Edition, "before_insert", ask)

    def add_file(
        self, session: Session, edition_id: int, language: str, kind: FileKind = FileKind.REPORT, approvals: str = ""
    ) -> None:
        name = f"{edition_id}-{language}-{kind}-{approvals}.pdf"
        self.files_dir.mkdir(parents=True, exist_ok=True)
        (self.files_dir / name).write_bytes(PDF)
        edition = session.get_one(Edition, edition_id)
        session.add(
            ReportFile(
                body_id=edition.body_id, edition_id=edition_id, language=language, kind=kind, approvals=approvals,
                path=name, digest=f"{edition_id:064}", size=len(PDF), pages=8, produced_at=self.now,
            )
        )  # fmt: skip
        session.flush()

    def approve(self, edition_id: int, party: str) -> None:
        with writing(self.engine) as session:
            body = get_body(session, CODE)
            party_id = session.exec(select(Party.id).where(Party.body_id == body.id, Party.code == party)).one()
            session.add(
                SignOff(
                    body_id=body.id, edition_id=edition_id, party_id=party_id, answer=SignOffAnswer.APPROVED,
                    digest="0" * 64, recorded_at=self.now, recorded_by="user:1",
                )
            )  # fmt: skip

    def log_something(self) -> None:
        """Something changes, so that the next edition has other figures."""
        with writing(self.engine) as session:
            body = session.exec(select(Body).where(Body.code == CODE)).one()
            body.criteria = {"en": f"Criteria of {self.now.isoformat()}"}

    def find(self) -> list[DeliveryView]:
        with reading(self.engine) as session:
            return find_deliveries(session, get_body(session, CODE).id)

    def states(self) -> dict[str, DeliveryState]:
        """By address, of the last edition."""
        found = self.find()
        last = max((one.edition for one in found), default=0)
        return {one.address: one.state for one in found if one.edition == last}

    def mails(self) -> list[Mail]:
        with reading(self.engine) as session:
            return list(session.exec(select(Mail).order_by(col(Mail.id))))

    def deliveries(self) -> list[Delivery]:
        with reading(self.engine) as session:
            return list(session.exec(select(Delivery).order_by(col(Delivery.id))))

    def recipients(self) -> list[Recipient]:
        with reading(self.engine) as session:
            return list(session.exec(select(Recipient).order_by(col(Recipient.id))))
