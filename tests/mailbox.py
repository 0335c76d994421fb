"""A real mail server on this machine, which a test can have refuse, stall or go away."""

import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import create_server
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tracker.domain.mail_servers import MailServer

SENDER = "tracker@city.example"

#: What a server says to an address: whether it takes it.
TAKEN = "250 OK"


@dataclass
class Mailbox:
    """`received`: each letter with its recipient. `answer` says what the server answers to an address, `slow` how long
    it takes over each letter, in seconds."""

    port: int = 0
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answer: Callable[[str], str] = lambda address: TAKEN
    slow: float = 0
    began: int = 0
    signed_in: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - called by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.answer(address)
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.began += 1
        time.sleep(self.slow)  # one letter at a time, as the test wants it
        self.encrypted.append(session.ssl is not None)
        assert isinstance(envelope.content, bytes)
        for address in envelope.rcpt_tos:
            letter: Any = message_from_bytes(envelope.content, policy=policy.default)
            self.received.append((address, letter))
        return TAKEN

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", self.port, SENDER)

    def addresses(self) -> list[str]:
        return sorted(address for address, _ in self.received)


def find_port() -> int:
    """One that nobody listens at now."""
    with create_server(("127.0.0.1", 0)) as socket:
        return int(socket.getsockname()[1])


@contextmanager
def listening(box: Mailbox, **options: Any) -> Iterator[Mailbox]:
    """The mailbox's server runs, at the port it had before if it ran before."""
    box.port = box.port or find_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port, server_hostname="localhost", **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def signing_in(box: Mailbox, user: str, password: str) -> dict[str, Any]:
    """The options of a server at which this user signs in."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        box.signed_in.append(data.login.decode())
        return AuthResult(success=(data.login, data.password) == (user.encode(), password.encode()), handled=False)

    return {"authenticator": check, "auth_require_tls": False}


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
