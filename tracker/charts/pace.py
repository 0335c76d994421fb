"""The pace of periods as step lines over the days since each one's conference, with their names at their ends."""

from collections.abc import Sequence

from tracker.charts.style import (
    AGREED,
    MUTED,
    RULE,
    SCHEMA,
    STYLES,
    Chart,
    Spec,
    base_config,
    percent_axis,
    text_width,
)
from tracker.domain.pace import MARKS, Course
from tracker.domain.rates import FEW
from tracker.wording import Wording
from tracker.wording.marks import N_

HEIGHT = 280
#: Pixels that a label is high.
LINE = 14
#: Where a label is tried, in pixels above (less than 0) or below the end of its line.
PLACES = (-12, 13, -26, 27)
YEAR = 365
#: Percentage points above a line's end within which another covers its name.
NEAREST, FARTHEST = 2, 10
#: Pixels of the plot's width on a phone.
PHONE = 230
WHITE = "#ffffff"


def pace_chart(
    wording: Wording,
    course: Course,
    others: Sequence[Course],
    *,
    title: str,
    source: str = "",
    due: bool = False,
    width: int | str = "container",
    height: int = HEIGHT,
) -> Chart:
    """One rate of a period, bold, before the `others`, muted: those that may be laid beside it. No line goes on after
    its period's measuring day; an open period ends dashed and hollow. `due`: with the share that was due, which goes
    on as far as the others do. Nothing is drawn of a period without a value."""
    subtitle = wording.text(N_("Per cent of the agreed list, by days since the conference"))
    if not course.is_known:
        return Chart(title, subtitle, source, None)
    beside = [other for other in others if other.is_comparable] if course.is_comparable else []
    last = max(1, course.last, *(other.last for other in beside))
    lines = [_make_line(wording, other, bold=False) for other in beside]
    if due and course.has_due:
        lines.append(_make_due(wording, course, last))
    lines.append(_make_line(wording, course, bold=True))
    lines[-1]["end"]["is_below"] = _runs_below(course, beside)
    _place_labels(lines, last, height)
    spec = _frame(wording, title, last, width=width, height=height)
    layers = [layer for line in lines for layer in _draw(line)]
    return Chart(title, subtitle, source, spec | {"layer": [*layers, *_label([line["end"] for line in lines])]})


def _make_line(wording: Wording, course: Course, *, bold: bool) -> Spec:
    """The points of a course, and what stands at its end."""
    points = [_point(course.agreed, step.day, step.number) for step in course.steps]
    end = _point(course.agreed, course.last, course.steps[-1].number)
    short = wording.counts(course.rate) if course.agreed < FEW else wording.percent(course.rate)
    name = wording.text(N_("Period {number}"), number=course.period.number)
    end["text"] = wording.text(N_("{rate} {value}"), rate=name, value=short) if bold else name
    end["full"] = wording.text(N_("{rate} {value}"), rate=name, value=wording.rate(course.rate))
    colour = STYLES[course.name][0] if bold else AGREED
    return {"points": points, "end": end, "colour": colour, "bold": bold, "is_open": course.is_open, "dash": None}


def _runs_below(course: Course, others: Sequence[Course]) -> bool:
    """Whether one that goes on runs just above its end, where its name would stand."""
    end = course.rate.value
    shares = [rate.value for other in others if (rate := other.rate_at(course.last)) and rate.value is not None]
    return end is not None and any(NEAREST < 100 * (share - end) < FARTHEST for share in shares)


def _make_due(wording: Wording, course: Course, last: int) -> Spec:
    """The plan: as far as the axis, but not past the period's cut-off."""
    last = last if course.ends is None else min(last, course.ends)
    steps = [step for step in course.due if step.day <= last]
    end = _point(course.agreed, last, steps[-1].number)
    end |= {"text": wording.text(N_("due")), "full": wording.rate(course.due_at(last))}
    end["is_below"] = end["percent"] < _point(course.agreed, course.last, course.steps[-1].number)["percent"]
    points = [_point(course.agreed, step.day, step.number) for step in steps]
    return {"points": points, "end": end, "colour": MUTED, "bold": False, "is_open": False, "dash": [2, 3]}


def _point(agreed: int, day: int, number: int) -> Spec:
    return {"day": day, "percent": round(100 * number / agreed, 4)}


def _place_labels(lines: list[Spec], last: int, height: int) -> None:
    """Gives each end the height of its label in pixels, the bold one's first, so that none covers another on a phone;
    where there is no place, an empty text. A label ends where its line does, if there is room before it. One of a
    line that runs below the bold one is tried below first."""
    boxes: list[tuple[float, float, float]] = []
    for line in reversed(lines):
        end = line["end"]
        at, width = end["day"] / last * PHONE, text_width(end["text"]) + 8
        end["is_before"] = at >= width
        left, right = (at - width, at) if end["is_before"] else (at, at + width)
        natural = height * (1 - end["percent"] / 100)
        side = -1 if end.get("is_below") else 1
        tried = (min(max(natural + side * place, 0.0), float(height)) for place in PLACES)
        free = [y for y in tried if all(abs(y - b) >= LINE or left >= r or right <= a for a, r, b in boxes)]
        end["y"] = free[0] if free else natural
        end["text"] = end["text"] if free else ""
        if free:
            boxes.append((left, right, free[0]))


def find_ticks(last: int) -> list[int]:
    """The days that the axis names: marks, then whole years, with the half ones where there are few."""
    step = YEAR if last > 4 * YEAR else YEAR / 2
    later = [round(count * step) for count in range(1, int(last / step) + 1) if count * step > YEAR]
    return sorted({0, *(day for day in MARKS if last / 12 <= day <= last), *later})


def _frame(wording: Wording, title: str, last: int, *, width: int | str, height: int) -> Spec:
    axis = {
        "values": find_ticks(last), "title": wording.text(N_("Days since the conference")), "titleColor": MUTED,
        "titleFontWeight": "normal", "grid": True, "gridColor": RULE, "gridDash": [2, 4], "labelOverlap": "greedy",
        "format": "d",
    }  # fmt: skip
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": height,
        "padding": {"left": 4, "top": 12, "right": 10, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {
            "x": {
                "field": "day",
                "type": "quantitative",
                "scale": {"domain": [0, last], "nice": False},
                "axis": axis,
            }
        },
        "config": base_config(),
    }


def _draw(line: Spec) -> list[Spec]:
    """The steps up to the last one, the stretch from it to the end, and the point there."""
    mark = {
        "type": "line",
        "interpolate": "step-after",
        "color": line["colour"],
        "strokeWidth": 3 if line["bold"] else 1.5,
    }
    mark |= {"strokeDash": line["dash"]} if line["dash"] else {}
    rest = mark | ({"strokeDash": [5, 4]} if line["is_open"] else {})
    end = {key: line["end"][key] for key in ("day", "percent")}
    y = percent_axis("percent")
    drawn = [
        {"data": {"values": line["points"]}, "mark": mark, "encoding": {"y": y}},
        {"data": {"values": [line["points"][-1], end]}, "mark": rest, "encoding": {"y": y}},
    ]
    if line["dash"]:
        return drawn
    point = {
        "type": "point",
        "size": 64 if line["bold"] else 36,
        "strokeWidth": 2,
        "opacity": 1,
        "color": line["colour"],
    }
    point |= {"filled": False, "fill": WHITE if line["is_open"] else line["colour"]}
    encoding = {"y": y, "tooltip": {"field": "full"}}
    return [*drawn, {"data": {"values": [line["end"]]}, "mark": point, "encoding": encoding}]


def _label(ends: list[Spec]) -> list[Spec]:
    """Each name at the end of its line, on a ground of its own where other lines pass."""
    drawn = []
    for weight, chosen in ((400, ends[:-1]), (600, ends[-1:])):
        for align, is_before in (("right", True), ("left", False)):
            values = [end for end in chosen if end["text"] and end["is_before"] is is_before]
            text = {"type": "text", "align": align, "fontWeight": weight}
            y = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
            encoding = {"y": y, "text": {"field": "text"}}
            halo = {"stroke": WHITE, "strokeWidth": 4, "strokeJoin": "round"}
            drawn += [
                {"data": {"values": values}, "mark": text | style, "encoding": encoding}
                for style in (halo, {})
                if values
            ]
    return drawn
