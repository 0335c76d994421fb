"""Sends one mail to one address by SMTP, from plain values.

Whoever signs in at a server beyond this machine does so encrypted, or not at all.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from tracker.domain.mail_servers import MailServer, is_mail_address

#: How long any one answer of the server is waited for.
TIMEOUT_SECONDS = 20.0

#: How long its yes to a whole letter is waited for: it may look through every file first (RFC 5321, 4.5.3.2.6). Whoever
#: goes earlier does not know whether it was taken, and sends it once more.
TAKING_SECONDS = 600.0

#: How long its farewell is waited for, which changes nothing any more.
LEAVING_SECONDS = 5.0

#: How much of what a server said is kept, in characters.
LONGEST_REASON = 300

#: What says that the server is there, and does not want this letter.
_ANSWERS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent. `key` names it: the same, sent twice after all, has the same Message-ID, by which mailboxes know
    it again."""

    key: str
    to_address: str
    language: str
    subject: str
    text: str
    at: datetime
    attachments: Sequence[Attachment] = ()


class _Policy(policy.EmailPolicy):
    """Folds a subject so that no blank is lost between its encoded words, as the standard library loses them."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        words = Header(str(value), "utf-8", header_name=name).encode(splitchars="", linesep=self.linesep)
        return f"{name}: {words}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _Policy(linesep="\r\n")


class NotSent(Exception):
    """Why a mail could not be handed over. `for_good`: this one never will be, as it is; `server_down`: the server
    takes none at all for now."""

    def __init__(self, reason: str, *, for_good: bool = False, server_down: bool = False) -> None:
        super().__init__(reason)
        self.reason = " ".join(reason.split())[:LONGEST_REASON]
        self.for_good = for_good
        self.server_down = server_down


class _Patient(smtplib.SMTP):
    """Waits for longer for the yes to a whole letter."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        assert self.sock is not None, "connected"
        self.sock.settimeout(TAKING_SECONDS)
        return super().data(msg)


class _PatientEncrypted(_Patient, smtplib.SMTP_SSL):
    pass


def send(
    server: MailServer,
    letter: Letter,
    *,
    timeout: float = TIMEOUT_SECONDS,
    on_taken: Callable[[], None] = lambda: None,
) -> None:
    """Hand a letter over. NotSent, unless the server said that it took it. `on_taken` is called the moment it did,
    before anything else is said."""
    message = make_message(server.sender, letter)
    try:
        client = _connect(server, timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_describe(error), server_down=True) from error
    try:
        client.send_message(message, from_addr=server.sender, to_addrs=[letter.to_address])
    except (OSError, smtplib.SMTPException) as error:
        gone = not isinstance(error, _ANSWERS) or getattr(error, "smtp_code", 0) == _CLOSING
        _leave(client)
        raise NotSent(_describe(error), for_good=_is_for_good(error), server_down=gone) from error
    try:
        on_taken()
    finally:
        _leave(client)


def make_message(sender: str, letter: Letter) -> EmailMessage:
    """The letter as it goes over the wire. NotSent for good where it cannot be one."""
    if not is_mail_address(letter.to_address):
        raise NotSent(f"{letter.to_address!r} is not one address", for_good=True)
    message = EmailMessage(policy=_POLICY)
    host = sender.rpartition("@")[2]
    try:
        message["From"] = sender
        message["To"] = letter.to_address
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{sha256(letter.key.encode()).hexdigest()[:40]}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, charset="utf-8", cte="base64" if not letter.text.isascii() else None)
        message["Content-Language"] = letter.language  # after the content, which takes such headers away
        for one in letter.attachments:
            kind, _, subkind = one.media_type.partition("/")
            message.add_attachment(one.content, maintype=kind, subtype=subkind, filename=one.name)
    except ValueError as error:
        raise NotSent(_describe(error), for_good=True) from error
    return message


def _connect(server: MailServer, timeout: float) -> smtplib.SMTP:
    """Connected, encrypted where the server can, and signed in where the settings say so."""
    context = ssl.create_default_context()
    name = server.sender.rpartition("@")[2]  # as which we greet: what the machine is called may need asking around
    if server.is_loopback:  # nobody is in between, and no certificate is made out to this machine
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if server.is_tls:
        client: smtplib.SMTP = _PatientEncrypted(server.host, server.port, name, timeout=timeout, context=context)
    else:
        client = _Patient(server.host, server.port, name, timeout=timeout)
    try:
        client.ehlo()
        if not server.is_tls and client.has_extn("starttls"):
            client.starttls(context=context)
            client.ehlo()
        elif server.user and not server.is_tls and not server.is_loopback:
            raise smtplib.SMTPException("the server offers no encryption, and a password is not sent without it")
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _leave(client: smtplib.SMTP) -> None:
    """Whatever the server says at the end changes nothing any more."""
    try:
        if client.sock is not None:
            client.sock.settimeout(LEAVING_SECONDS)
        client.quit()
    except (OSError, smtplib.SMTPException):
        client.close()


def _is_for_good(error: Exception) -> bool:
    """Whether the server refused the address or the letter itself, and will again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, smtplib.SMTPNotSupportedError)


def _describe(error: Exception) -> str:
    """What went wrong, as the server said it; never a password."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_said(code, told) for code, told in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the mail server closed the connection"
    if isinstance(error, socket.gaierror):
        return "the mail server’s name is not known"
    if isinstance(error, ConnectionRefusedError):
        return "the mail server takes no connection"
    return f"{type(error).__name__}: {error}"


def _said(code: int, told: bytes | str) -> str:
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    return f"{code} {text}"
