"""Rates over the periods, as lines with their names at their ends; readable from one period to thirty."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tracker.charts.end_labels import place_labels, wrap_label
from tracker.charts.style import NARROW, Chart, Spec, foot_of, text_width
from tracker.charts.trend_layers import Marks, frame, rate_layers, rule_layer, unknown_layer
from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_
from tracker.wording.trend_words import say_rate

#: Up to this many periods each point is labelled, and each break says its reason; beyond it the last point is, and
#: breaks are known by the number of their period, as they are in small charts.
LABELLED_PERIODS = 6
#: Pixels above the axis within which a label beneath its point would cover it; what a label above a point takes.
AXIS_ROOM, LABEL_ROOM = 21, 28
#: Percentage points between two labels at a line's end, at a height of 240 pixels; pixels between those of short rows.
LABEL_GAP, ROWS_GAP = 9.0, 4


def trend_chart(
    wording: Wording,
    figures: Sequence[Figures],
    names: Sequence[RateName],
    *,
    breaks: Mapping[int, str] | None = None,
    title: str | None = None,
    source: str = "",
    width: int | str = "container",
    height: int = 240,
    periods: Sequence[Figures] | None = None,
) -> Chart:
    """Rates over the periods, one line each. `figures`: one row per period, all of one group, ascending.

    `title`: default is the finding of the first rate at the latest period that has one. `breaks`: why the
    series breaks, by period number. `periods`: rows of the periods along the axis, of a small chart beside others;
    default those of the figures. Open periods are dashed and hollow; no line joins a rate of few projects, or leads
    over a period without a value.
    """
    axis = [axis_label(row) for row in periods or figures]
    marks = Marks(names, len(axis), is_dense=len(axis) > LABELLED_PERIODS, is_fluid=width == "container")
    points = _dodge(list(_points(wording, figures, marks, height)), height, marks)
    foot = foot_of(wording, figures, source)
    subtitle = wording.text(N_("Per cent of the projects counted, by period"))
    heading = title if title is not None else find_title(wording, figures, names[0])
    if not points:
        return Chart(heading, subtitle, foot, None)
    layers = [rate_layers(marks)]
    rules = _find_breaks(periods or figures, breaks or {}, is_short=marks.is_dense or periods is not None)
    unknown = _find_unknown(wording, figures, names)
    if rules:
        layers.insert(0, rule_layer(rules))
    if unknown:
        layers.append(unknown_layer(unknown, marks))
    spec = frame(axis, heading, width=width, height=height, end_room=_end_room(points, axis))
    return Chart(heading, subtitle, foot, spec | {"data": {"values": points}, "layer": layers})


def find_title(wording: Wording, figures: Sequence[Figures], name: RateName) -> str:
    """The finding of a rate at the latest period where it has a value; else at the last period."""
    for row in reversed(figures):
        rate = row.rates[name]
        if rate is not None and rate.value is not None:
            return wording.finding(row, name)
    return wording.finding(figures[-1], name) if figures else wording.text(N_("No period has figures yet."))


def axis_label(row: Figures) -> str:
    return f"{row.period.number}|{row.period.conference_on.year}"


def _find_breaks(figures: Sequence[Figures], breaks: Mapping[int, str], *, is_short: bool) -> list[Spec]:
    """The periods whose break has a reason. `is_short`: there is room for the number of the period only."""
    reasons = ((row, breaks.get(row.period.number)) for row in figures)
    return [
        {"period": axis_label(row), "reason": str(row.period.number) if is_short else _wrap(reason)}
        for row, reason in reasons
        if reason
    ]


def _find_unknown(wording: Wording, figures: Sequence[Figures], names: Sequence[RateName]) -> list[Spec]:
    """The periods with a rate whose part nobody published."""
    word = wording.text(N_("not published"))
    return [
        {"period": axis_label(row), "word": word}
        for row in figures
        if any(rate is not None and rate.part is None for rate in (row.rates[name] for name in names))
    ]


def _points(wording: Wording, figures: Sequence[Figures], marks: Marks, height: int) -> Iterator[Spec]:
    """The points of each rate, ascending. The highest of a period has its label `above`, the lowest below, or above too
    where it is near the axis; one in between has none, and none has where there are many periods."""
    lines = [list(_line(wording, figures, name, marks)) for name in marks.names]
    ranges: dict[str, list[float]] = defaultdict(list)
    for point in (point for line in lines for point in line):
        ranges[point["period"]].append(point["percent"])
    for point in (point for line in lines for point in line):
        values = ranges[point["period"]]
        is_highest, is_lowest = point["percent"] == max(values), point["percent"] == min(values)
        low, below = (pixels * 100 / height for pixels in (AXIS_ROOM, LABEL_ROOM))
        is_above = is_highest or (point["percent"] < low and point["percent"] + below < max(values))
        is_labelled = len(figures) <= LABELLED_PERIODS and "end" not in point and (is_highest or is_lowest)
        label = {"room": text_width(point["text"])} if is_labelled else {}
        yield (point | label if is_labelled else _without(point, "text")) | ({"above": True} if is_above else {})


def _line(wording: Wording, figures: Sequence[Figures], name: RateName, marks: Marks) -> Iterator[Spec]:
    """The points of one rate. Those of one `run` are joined; `dash`: by a dashed line, up to an open period."""
    run, before = 0, None
    points: list[Spec] = []
    for row in figures:
        rate = row.rates[name]
        if rate is None or rate.percent is None:
            before = None
            continue
        run += before is None or before.is_of_few or rate.is_of_few
        points.append(_point(wording, row, name, rate, run=run))
        before = rate
    for earlier, point in pairwise(points):
        if "open" in point and earlier["run"] == point["run"]:
            earlier["dash"] = point["dash"] = True
    if points:
        points[-1]["end"] = _say_end(wording, name, points[-1]["text"], marks)
    yield from points


def _say_end(wording: Wording, name: RateName, value: str, marks: Marks) -> str | list[str]:
    """The line's name and value: in rows, which leaves the points more room, where these are many or a page may be
    narrow."""
    term = wording.short_term(name)
    if marks.is_fluid:
        return [*wrap_label(term), value]
    return [term, value] if marks.is_dense else wording.text(N_("{rate} {value}"), rate=term, value=value)


def _point(wording: Wording, row: Figures, name: RateName, rate: Rate, *, run: int) -> Spec:
    point: Spec = {
        "period": axis_label(row),
        "rate": str(name),
        "percent": float(rate.percent or 0),
        "run": run,
        "text": wording.counts(rate) if rate.is_of_few else wording.percent(rate),
        "full": wording.text(
            N_("Period {number}, {rate}: {value}"),
            number=row.period.number,
            rate=wording.short_term(name),
            value=say_rate(wording, rate),
        ),
    }
    return point if row.is_closed else point | {"open": True}


def _without(point: Spec, name: str) -> Spec:
    return {key: value for key, value in point.items() if key != name}


def _dodge(points: list[Spec], height: int, marks: Marks) -> list[Spec]:
    """Places the labels at the lines' ends so that none covers another: `label` is their height in per cent. Of rates
    that are equal the first is above."""
    if marks.is_fluid:
        rows = [point | {"lines": point["end"]} for point in points if "end" in point]
        placed = {one["rate"]: one["label"] for one in place_labels(rows, height=height, gap=ROWS_GAP)}
        return [point | {"label": placed[point["rate"]]} if "end" in point else point for point in points]
    gap = LABEL_GAP * (2 if marks.is_dense else 1) * 240 / height
    ends = sorted((point for point in reversed(points) if "end" in point), key=lambda point: point["percent"])
    floor = 0.0
    for index, point in enumerate(ends):
        above = 100.0 - gap * (len(ends) - 1 - index)
        point["label"] = min(max(point["percent"], floor), above)
        floor = point["label"] + gap
    return points


def _end_room(points: list[Spec], axis: list[str]) -> int:
    """Pixels beside the plot for the labels at the lines' ends, on a phone too.

    The plot shrinks by what a label sticks out, once: a label at its very end then fits, one further inside moves by
    its part of that only. And the reader's own font may be wider than the library expects, by a fifth."""

    def room(point: Spec) -> float:
        end = point["end"]
        width = max(map(text_width, [end] if isinstance(end, str) else end))
        beside = (len(axis) - axis.index(point["period"]) - 0.5) / len(axis)
        out = max(0.0, width + 14 - beside * NARROW)
        return width / 5 + beside * out / (1 - beside**2)

    return max([8, *(round(room(point)) for point in points if "end" in point)])


def _wrap(reason: str, width: int = 28) -> str:
    return reason if len(reason) <= width else reason[: width - 1].rstrip() + "…"
