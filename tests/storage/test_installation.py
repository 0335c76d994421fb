"""The name by which this installation is known in exchanged files: one, whoever asks for it first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine

from tracker.actions.exchange import make_installation
from tracker.db import writing
from tracker.queries.exchange import find_installation


def test_all_who_start_at_once_have_the_same_name(engine: Engine) -> None:
    together = Barrier(4)

    def start(number: int) -> str:
        together.wait()
        with writing(engine) as session:
            return make_installation(session)

    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(start, range(4)))
    with writing(engine) as session:
        assert names == {find_installation(session)}
