"""Refs are proposed as the body's own go on."""

import pytest

from tracker.domain.refs import KnownRef, propose_refs


@pytest.mark.parametrize(
    ("known", "areas", "proposed"),
    [
        ([], ["ECO", "ECO", "CUL"], ["3-ECO-01", "3-ECO-02", "3-CUL-01"]),
        ([(2, "ECO", "2-ECO-07"), (2, "CUL", "2-CUL-12")], ["ECO", "CUL"], ["3-ECO-01", "3-CUL-01"]),
        ([(2, "ECO", "2-ECO-07"), (3, "ECO", "3-ECO-06")], ["ECO", "CUL"], ["3-ECO-07", "3-CUL-01"]),
        ([(2, "ECO", "P2/1"), (2, "CUL", "P2/2")], ["ECO", "CUL"], ["P3/1", "P3/2"]),
        ([(1, "ECO", "A-001"), (2, "ECO", "A-118")], ["ECO", "CUL"], ["A-119", "A-120"]),
        ([(2, "경제", "2기 경제 09")], ["경제", "문화"], ["3기 경제 01", "3기 문화 01"]),
        ([(2, "ECO", "first"), (2, "ECO", "second")], ["ECO"], ["3-ECO-01"]),
        ([(2, "E", "2-E-1"), (3, "CUL", "3-E-1")], ["E"], ["3-E-2"]),
    ],
)
def test_refs_go_on_as_they_are_made(known: list[tuple[int, str, str]], areas: list[str], proposed: list[str]) -> None:
    assert propose_refs([KnownRef(*one) for one in known], period=3, areas=areas) == proposed
