"""A trend can be read from one period to thirty, and joins nothing that cannot be compared."""

from dataclasses import replace
from typing import Any

import pytest

from reports.pictures import draw_charts
from tests.wording.test_trend_words import make_figures
from tracker.charts import Chart, trend_chart
from tracker.domain.rates import Rate, RateName
from tracker.wording import get_wording

EN = get_wording("en")
PROMOTION = RateName.PROMOTION


def draw(*promoted: tuple[int, int], breaks: dict[int, str] | None = None, **options: bool) -> Chart:
    return trend_chart(EN, make_figures(*promoted, **options), [PROMOTION], breaks=breaks)


def points_of(chart: Chart) -> list[dict[str, Any]]:
    assert chart.spec is not None
    return list(chart.spec["data"]["values"])


@pytest.mark.parametrize("number", [1, 2, 6, 7, 30])
def test_every_period_has_its_point_and_the_last_its_label(number: int) -> None:
    points = points_of(draw(*[(30, 60)] * number))
    assert [point["period"].partition("|")[0] for point in points] == [str(n) for n in range(1, number + 1)]
    assert [point.get("end") for point in points] == [*[None] * (number - 1), ["Promotion", "50.0 %"]]
    assert sum("text" in point for point in points) == (number - 1 if number <= 6 else 0)


def test_what_counts_few_is_joined_to_nothing() -> None:
    points = points_of(draw((30, 60), (31, 60), (1, 2), (30, 60), (31, 60)))
    runs = [point["run"] for point in points]
    assert runs[0] == runs[1]
    assert len({runs[1], runs[2], runs[3]}) == 3
    assert runs[3] == runs[4]
    assert points[2]["text"] == "1 of 2"


def test_no_line_leads_over_a_period_without_a_value() -> None:
    points = points_of(draw((30, 60), (0, 0), (31, 60)))
    assert len({point["run"] for point in points}) == 2


def test_an_open_period_is_dashed_from_the_one_before() -> None:
    points = points_of(draw((30, 60), (31, 60), (20, 60), running=True))
    assert [point.get("dash", False) for point in points] == [False, True, True]
    assert [point.get("open", False) for point in points] == [False, False, True]


def test_breaks_say_their_reason_where_there_is_room_and_their_period_where_there_is_not() -> None:
    for number, said in ((3, "joined: Environment"), (30, "2")):
        chart = draw(*[(30, 60)] * number, breaks={2: "joined: Environment"})
        assert chart.spec is not None
        (rule,) = chart.spec["layer"][0]["data"]["values"]
        assert rule["reason"] == said


def test_a_small_chart_marks_the_breaks_of_all_periods_by_their_number() -> None:
    rows = make_figures(*[(30, 60)] * 4)
    chart = trend_chart(EN, rows[2:], [PROMOTION], breaks={2: "joined: Environment"}, periods=rows)
    assert chart.spec is not None
    (rule,) = chart.spec["layer"][0]["data"]["values"]
    assert (rule["period"].partition("|")[0], rule["reason"]) == ("2", "2")


def test_groups_share_the_axis_of_all_periods() -> None:
    rows = make_figures(*[(30, 60)] * 4)
    chart = trend_chart(EN, rows[2:], [PROMOTION], periods=rows)
    assert chart.spec is not None
    assert len(chart.spec["encoding"]["x"]["scale"]["domain"]) == 4
    assert chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0, 100]


def test_counts_stand_beside_points_only_where_they_cover_no_other() -> None:
    few = [(5, 9), (6, 10), (7, 11), (8, 12), (9, 13)]
    for width, is_said in ((200, False), (900, True)):
        chart = trend_chart(EN, make_figures(*few), [PROMOTION], width=width)
        drawn = draw_charts({"trend": chart}, "en")["trend"]
        assert ("6 of 10</text>" in drawn) is is_said
        assert "Promotion 9 of 13</text>" in drawn


def test_on_a_page_a_long_name_leaves_a_phone_room_for_its_line() -> None:
    name = RateName.MUTUAL_IMPLEMENTATION
    rows = [replace(row, rates={**row.rates, name: Rate(30, 60)}) for row in make_figures(*[(30, 60)] * 5)]
    ends = [points_of(trend_chart(EN, rows, [name], width=width))[-1]["end"] for width in ("container", 480)]
    assert ends == [["Mutual", "implementation", "50.0 %"], "Mutual implementation 50.0 %"]


def test_a_label_near_the_axis_stands_above_it() -> None:
    name = RateName.IMPLEMENTATION
    for part, is_above in ((0, True), (30, False)):
        rows = [replace(row, rates={**row.rates, name: Rate(part, 60)}) for row in make_figures((50, 60), (50, 60))]
        points = points_of(trend_chart(EN, rows, [PROMOTION, name], width=400))
        assert next("above" in one for one in points if one["rate"] == name) is is_above


def test_of_rates_that_are_equal_the_first_is_named_above() -> None:
    chart = trend_chart(EN, make_figures((0, 30)), [PROMOTION, RateName.IMPLEMENTATION])
    first, second = (point["label"] for point in points_of(chart))
    assert first > second
