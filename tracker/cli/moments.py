"""Days and instants as options of a command."""

from datetime import date, datetime

import click

from tracker.domain.moments import to_day, to_instant


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else to_day(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2018-03-19.", param, ctx)


class Instant(click.ParamType[datetime]):
    """An ISO instant that says its offset from UTC; `Z` is UTC."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else to_instant(str(value))
        except ValueError:
            self.fail(f"'{value}' is not an instant; write it as 2026-11-23T09:00:00Z.", param, ctx)
