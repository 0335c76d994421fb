"""Every setting of the service, read once from the environment into one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from tracker.domain.mail_servers import MailServer, is_mail_address, read_mail_server
from tracker.domain.problems import Problem, Refused

#: Where everything is kept that nobody named another place for.
DEFAULT_DATA_DIR = Path("~/.local/share/joint-committee-tracker").expanduser()


@dataclass(frozen=True, slots=True)
class RegisterLimits:
    """How large a register handed in may be."""

    max_bytes: int = 20 * 1024 * 1024
    max_unzipped_bytes: int = 100 * 1024 * 1024
    max_rows: int = 20_000
    max_columns: int = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """See the README for what each setting means."""

    database_url: str
    data_dir: Path
    base_url: str = "http://127.0.0.1:8000"
    secret_key: str | None = None
    web_workers: int = 2
    poll_seconds: float = 5.0
    lease_seconds: float = 120.0
    idle_hours: float = 8.0
    sign_in_hours: float = 168.0
    access_log_days: int = 730
    trusted_proxies: int = 0
    smtp_url: str | None = None
    mail_from: str | None = None
    max_file_bytes: int = 20 * 1024 * 1024
    max_mail_file_bytes: int = 5 * 1024 * 1024
    limits: RegisterLimits = RegisterLimits()

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def mail_server(self) -> MailServer | None:
        """Where mail is handed over; None where none is sent."""
        return None if self.smtp_url is None else read_mail_server(self.smtp_url, self.mail_from or "")

    @property
    def check_address(self) -> str:
        """The page on which anyone can check a file."""
        return f"{self.base_url}/check"

    @property
    def files_dir(self) -> Path:
        """Where report files lie, by digest."""
        return self.data_dir / "files"


#: The variables, in the order of the README, each with what it says.
VARIABLES = {
    "TRACKER_DATA_DIR": "folder for files and the SQLite database",
    "TRACKER_DATABASE_URL": "database; default: SQLite in the data folder",
    "TRACKER_BASE_URL": "address the service is reached at",
    "TRACKER_SECRET_KEY": "secret for signing; required on PostgreSQL",
    "TRACKER_WEB_WORKERS": "web worker processes",
    "TRACKER_POLL_SECONDS": "seconds between two looks at what is due",
    "TRACKER_LEASE_SECONDS": "seconds after which another scheduler takes over a run",
    "TRACKER_IDLE_HOURS": "hours after which an unused sign-in ends",
    "TRACKER_SIGN_IN_HOURS": "hours after which any sign-in ends",
    "TRACKER_ACCESS_LOG_DAYS": "days for which the access log is kept",
    "TRACKER_TRUSTED_PROXIES": "proxies in front of the pages",
    "TRACKER_SMTP_URL": "mail server",
    "TRACKER_MAIL_FROM": "address that mail comes from",
    "TRACKER_MAX_FILE_BYTES": "largest file of evidence",
    "TRACKER_MAX_MAIL_FILE_BYTES": "largest report that goes along with a mail",
    "TRACKER_MAX_UPLOAD_BYTES": "largest register file",
    "TRACKER_MAX_UNZIPPED_BYTES": "largest register once unpacked",
    "TRACKER_MAX_ROWS": "most rows in one table of a register",
    "TRACKER_MAX_COLUMNS": "most columns in one table of a register",
}


def read_settings(environ: Mapping[str, str], *, default_data_dir: Path) -> Settings:
    """The settings that an environment says. Refused with every variable that cannot be read."""
    said = _Environment(environ)
    data_dir = Path(said.text("TRACKER_DATA_DIR") or default_data_dir).absolute()
    settings = Settings(
        database_url=_database_url(said.text("TRACKER_DATABASE_URL") or f"sqlite:///{data_dir / 'tracker.db'}"),
        data_dir=data_dir,
        base_url=(said.text("TRACKER_BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        secret_key=said.text("TRACKER_SECRET_KEY"),
        web_workers=said.count("TRACKER_WEB_WORKERS", 2),
        poll_seconds=said.number("TRACKER_POLL_SECONDS", 5, 0.05),
        lease_seconds=said.number("TRACKER_LEASE_SECONDS", 120, 0.5),
        idle_hours=said.number("TRACKER_IDLE_HOURS", 8, 0.01),
        sign_in_hours=said.number("TRACKER_SIGN_IN_HOURS", 168, 0.01),
        access_log_days=said.count("TRACKER_ACCESS_LOG_DAYS", 730, 365),
        trusted_proxies=said.count("TRACKER_TRUSTED_PROXIES", 0, 0),
        smtp_url=said.text("TRACKER_SMTP_URL"),
        mail_from=said.text("TRACKER_MAIL_FROM"),
        max_file_bytes=said.count("TRACKER_MAX_FILE_BYTES", 20 * 1024 * 1024),
        max_mail_file_bytes=said.count("TRACKER_MAX_MAIL_FILE_BYTES", 5 * 1024 * 1024, 0),
        limits=RegisterLimits(
            said.count("TRACKER_MAX_UPLOAD_BYTES", 20 * 1024 * 1024),
            said.count("TRACKER_MAX_UNZIPPED_BYTES", 100 * 1024 * 1024),
            said.count("TRACKER_MAX_ROWS", 20_000),
            said.count("TRACKER_MAX_COLUMNS", 200),
        ),
    )
    problems = [*said.problems, *_find_secret_problems(settings), *_find_mail_problems(settings)]
    if problems:
        raise Refused(*problems)
    return settings


class _Environment:
    """What an environment says of the service, with everything of it that cannot be read."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        unknown = sorted(name for name in environ if name.startswith("TRACKER_") and name not in VARIABLES)
        self.problems = [Problem("unknown_setting", {"name": name}) for name in unknown]

    def text(self, name: str) -> str | None:
        return self.environ.get(name) or None

    def number(self, name: str, default: float, least: float) -> float:
        text = self.environ.get(name, "")
        try:
            value = float(text) if text else default
        except ValueError:
            value = least - 1
        if not isfinite(value) or value < least:
            self.problems.append(Problem("bad_setting", {"name": name, "value": text, "least": least}))
            return default
        return value

    def count(self, name: str, default: int, least: int = 1) -> int:
        return int(self.number(name, default, least))


def _find_secret_problems(settings: Settings) -> list[Problem]:
    """Whoever knows the secret can sign in as anybody: only an embedded service makes its own."""
    if settings.is_sqlite or len(settings.secret_key or "") >= 32:
        return []
    return [Problem("unsafe_secret", {"name": "TRACKER_SECRET_KEY"})]


def _find_mail_problems(settings: Settings) -> list[Problem]:
    """What is wrong with the mail server; the address itself is not repeated, as it holds a password."""
    if settings.smtp_url is None:
        return []
    sender = settings.mail_from or ""
    found = (
        [] if is_mail_address(sender) else [Problem("bad_mail_from", {"name": "TRACKER_MAIL_FROM", "value": sender})]
    )
    try:
        read_mail_server(settings.smtp_url, sender)
    except ValueError:
        found.append(Problem("bad_smtp_url", {"name": "TRACKER_SMTP_URL"}))
    return found


def _database_url(text: str) -> str:
    """`postgresql://` means the driver that is installed, psycopg 3."""
    for plain in ("postgresql://", "postgres://"):
        if text.startswith(plain):
            return "postgresql+psycopg://" + text[len(plain) :]
    return text
