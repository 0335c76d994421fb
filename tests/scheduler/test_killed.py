"""Schedulers killed at random moments, before a mail server that is slow, refuses, hangs up and goes away. The long
version of it is `python -m tests.soak.killing`."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from tests.mailbox import Mailbox
from tests.soak.killing import ROOT, run_soak


def test_each_edition_is_made_once_and_each_mail_sent_once_whoever_is_killed_meanwhile(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    def start(box: Mailbox) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.scheduler.killed", database_url, str(box.port), str(tmp_path)]
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)

    found = run_soak(
        engine, start, seconds=6, editions=3, seed=7, slow=0.3, longest=4.0, patience=60,
    )  # fmt: skip
    assert found["wrong"] == []
    assert found["editions"] >= 6
    assert found["killed"] >= 3
