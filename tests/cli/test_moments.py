"""Days and instants behind a command's options: what cannot be read is a slip of the one who typed it."""

import pytest
from click.testing import CliRunner

from tracker.cli import main


@pytest.mark.parametrize(
    "value",
    ["2026-11-23", "2026-11-23T09:00:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_an_instant_that_cannot_be_counted_with_is_refused(value: str) -> None:
    refused = CliRunner().invoke(main, ["rates", "seoul-beijing", "--known-at", value])
    assert refused.exit_code == 2
    assert "is not an instant; write it as 2026-11-23T09:00:00Z" in refused.output


@pytest.mark.parametrize("value", ["2026-1-1", "20261101", "2026-02-30", "9999-12-31", "0001-01-01", "today"])
@pytest.mark.parametrize("command", [["rates", "seoul-beijing"], ["report", "seoul-beijing", "2"]])
def test_a_day_that_cannot_be_counted_with_is_refused(command: list[str], value: str) -> None:
    refused = CliRunner().invoke(main, [*command, "--as-of", value])
    assert refused.exit_code == 2
    assert "is not a day; write it as 2018-03-19" in refused.output
