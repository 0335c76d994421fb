"""A writer of its own: reads a number, writes it one higher, so many times: `... URL TIMES`."""

import sys

from sqlmodel import select

from tests.builders import RECORDED_AT
from tracker.actions.recording import open_recording
from tracker.db import make_engine, writing
from tracker.models import Period
from tracker.queries.bodies import get_body


def main(url: str, times: int) -> None:
    engine = make_engine(url)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(times):
        with writing(engine) as session:
            open_recording(session, get_body(session, "body"), by="a writer", clock=lambda: RECORDED_AT)
            period = session.exec(select(Period)).one()
            period.note = str(int(period.note or 0) + 1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
