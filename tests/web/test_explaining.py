"""The page of one figure: what it counts, why it is flagged, what it is compared with, since when it is final."""

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.signing import START, answer, correct, freeze, make_closed_body
from tests.web.conftest import NOW
from tests.web.reading import count_sides, get_page, refs_on, text_of
from tracker.actions.periods import close_period
from tracker.db import reading, writing
from tracker.domain.rates import RateName, change
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind
from tracker.domain.trends import By
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figure, find_figures

MakeClient = Callable[..., FlaskClient]
DAYS = {"seoul-beijing": date(2020, 11, 1), "haerang-conference": date(2025, 11, 1)}


def explained(client: FlaskClient, address: str, lang: str = "en") -> str:
    return text_of(get_page(client, address, lang=lang).xpath("//article")[0])


@pytest.mark.parametrize("by", [None, By.AREA, By.LEAD, By.PARTNER])
@pytest.mark.parametrize("code", DAYS)
def test_one_figure_is_counted_as_among_all_of_its_body(examples: Engine, code: str, by: By | None) -> None:
    with reading(examples) as session:
        view = get_body_view(session, code)
        rows = find_figures(session, view, by=by, as_of=DAYS[code])
        for row in rows:
            for name in (RateName.PROMOTION, RateName.RENEWAL, RateName.MUTUAL_SHARE):
                one = find_figure(session, view, row.period, name, by=by, group=row.group, as_of=DAYS[code])
                assert one is not None
                assert one.figures == row
                compared = None if one.compared is None else one.compared.rate
                assert change(row.rates[name], compared) == row.changes[name]


def test_everything_that_there_is_to_say_stands_on_the_page(client: FlaskClient) -> None:
    address = "/bodies/seoul-beijing/figures/2/promotion?as_of=2020-11-01"
    said = explained(client, address)
    for part in (
        "77.3 % 51 of 66",
        "Promotion rate of period 2 rose by 21.9 points, from 55.4 % to 77.3 % (51 of 66).",
        "Of the projects on the agreed list, the share that has been promoted.",
        "Promoted: the first act after this conference",
        "Compared with the whole of period 1, measured on 3 Nov 2015: 55.4 % (31 of 56).",
        "Made-up or reconstructed data",
        "joined: Environment",
        "Counted by 18 Mar 2018, the last day of period 2.",
        "1 Nov 2020",
        "known now",
        "The figure stands, but no edition holds it yet.",
    ):
        assert part in said, part
    assert count_sides(client, address) == (51, 15, 66)


def test_a_running_period_is_compared_on_the_same_day_and_leads_to_that_figure(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/haerang-conference/figures/2/promotion?as_of=2025-11-01")
    said = text_of(page)
    assert "Compared with period 1 on 2 Nov 2024, the same number of days after its conference" in said
    assert "period 2 was still running" in said
    assert "Period 2 is open: it has not been closed by 1 Nov 2025." in said
    assert "Not final yet" in said
    before = page.xpath("//a[text()='That figure explained']/@href")[0]
    assert "as_of=2024-11-02" in before
    value = text_of(get_page(client, before).xpath("//p[@class='value']")[0])
    assert value.split(" % ")[0] in said.partition("Compared with period 1")[2]


def test_a_rate_that_does_not_grow_is_compared_with_the_whole_period_before(client: FlaskClient) -> None:
    said = explained(client, "/bodies/haerang-conference/figures/2/mutual_share?as_of=2025-11-01")
    assert "Compared with the whole of period 1, measured on 9 Apr 2025" in said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("seoul-beijing/figures/1/promotion", "Period 1 is the first: there is nothing to compare with."),
        ("seoul-beijing/figures/1/retention", "Retention rate does not apply to period 1."),
        ("seoul-beijing/figures/3/promotion", "Promotion rate of period 3 is not published."),
        ("seoul-beijing/figures/3/promotion", "Nobody has published the stages"),
        ("haerang-conference/figures/2/promotion?by=area&group=CUL", "With 8 projects, one more or less moves the rate by 12.5 points"),
        ("haerang-conference/figures/2/promotion?by=area&group=CUL", "Promotion rate of period 2 stands at 50.0 % (4 of 8)."),
        ("haerang-conference/figures/2/promotion?by=partner&group=HR", "the parties add up to more than all projects"),
        ("haerang-conference/figures/1/promotion?by=country&group=CN", "counted in each of them"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_or_added_up_says_so(client: FlaskClient, address: str, said: str) -> None:
    assert said in explained(client, f"/bodies/{address}")


@pytest.mark.parametrize("lang", ["en", "ko", "zh", "ja"])
@pytest.mark.parametrize("name", RateName)
def test_every_rate_is_explained_in_every_language(client: FlaskClient, name: RateName, lang: str) -> None:
    for code, number in (("seoul-beijing", 2), ("seoul-beijing", 3), ("haerang-conference", 2)):
        assert explained(client, f"/bodies/{code}/figures/{number}/{name}", lang=lang)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("seoul-beijing/figures/9/promotion", 404),
        ("seoul-beijing/figures/2/popularity", 404),
        ("seoul-beijing/figures/2/promotion?as_of=2014-01-01", 404),
        ("seoul-beijing/figures/2/promotion?by=area&group=XYZ", 400),
        ("seoul-beijing/figures/2/promotion?group=ECO", 400),
        ("seoul-beijing/figures/2/promotion?by=colour", 400),
    ],
)
def test_an_address_of_nothing_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(f"/bodies/{address}").status_code == status


def test_the_address_keeps_day_instant_and_words(client: FlaskClient) -> None:
    kept = {"as_of=2026-11-01", "known_at=2026-11-23T09:00:00Z", "words=confirmed"}
    page = get_page(client, f"/bodies/haerang-conference/figures/2/confirmed_promotion?{'&'.join(kept)}")
    for link in page.xpath("//article//a/@href"):
        assert all(quote(one, safe="=") in link or one in link for one in kept), link


def test_a_body_for_its_members_explains_nothing_to_others(engine: Engine, make_client: MakeClient) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.MEMBERS)
        make_project(session, make_period(session, body), make_area(session, body))
    assert make_client(engine).get("/bodies/body/figures/1/promotion").status_code == 403


@pytest.fixture
def closed(engine: Engine, make_client: MakeClient) -> FlaskClient:
    """A closed period of two projects, one implemented; edition 1 awaits the approval of two parties."""
    make_closed_body(engine)
    return make_client(engine)


FIGURE = "/bodies/body/figures/1/promotion"


def test_it_says_since_which_edition_it_is_final_and_who_approved_that(engine: Engine, closed: FlaskClient) -> None:
    page = get_page(closed, FIGURE)
    said = text_of(page.xpath("//article")[0])
    assert "Period 1 was closed on 10 Jan 2022." in said
    assert "Final since edition 1: status as of 31 Dec 2021, produced on 11 Jan 2022" in said
    assert "Not approved yet by: Seoul, Beijing." in said
    assert page.xpath("//article//a/@href[contains(., '/reports/1/1')]")
    with writing(engine) as session:
        answer(session, "SEL")
        answer(session, "BJS")
    said = explained(closed, FIGURE)
    assert "Seoul approved it" in said
    assert "Beijing approved it" in said
    assert "Not approved yet" not in said


def test_a_corrected_figure_is_final_since_the_edition_that_has_it(engine: Engine, closed: FlaskClient) -> None:
    correct(engine, days=5)
    assert "The figure stands, but no edition holds it yet." in explained(closed, FIGURE)
    freeze(engine, days=6)
    assert "Final since edition 2" in explained(closed, FIGURE)
    # Its second project was promoted, none more implemented: that figure is the one of edition 1.
    assert "Final since edition 1" in explained(closed, "/bodies/body/figures/1/implementation")
    assert "Final since edition 1" in explained(closed, f"{FIGURE}?known_at=2022-01-12T00:00:00Z")


def test_groups_are_final_where_editions_print_them_or_froze_their_projects(
    engine: Engine, closed: FlaskClient
) -> None:
    assert "Final since edition 1" in explained(closed, f"{FIGURE}?by=area&group=ECO")
    assert "counted from the projects" not in explained(closed, f"{FIGURE}?by=mode&group=mutual")
    counted = explained(closed, f"{FIGURE}?by=horizon&group=none")
    assert "Final since edition 1" in counted
    assert "counted from the projects that they froze" in counted
    assert "cannot be said" in explained(closed, f"{FIGURE}?by=field&group=none")
    correct(engine, days=5)
    assert "no edition holds it yet" in explained(closed, f"{FIGURE}?by=horizon&group=none")


def test_an_edition_of_an_earlier_day_that_was_made_afterwards_changes_nothing(
    engine: Engine, closed: FlaskClient
) -> None:
    edition, is_new = freeze(engine, days=2, as_of=date(2021, 2, 1))  # nothing was implemented by then
    assert (edition.number, is_new) == (2, True)
    assert "Final since edition 1" in explained(closed, FIGURE)


@pytest.mark.parametrize("known_at", ["", "?known_at=2022-02-02T00:00:00Z"])
def test_it_counts_the_entries_that_keep_it_provisional(engine: Engine, make_client: MakeClient, known_at: str) -> None:
    later = datetime(2022, 2, 1, 9, tzinfo=START.tzinfo)
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.PUBLIC, asks_confirmation=True)
        for code in ("SEL", "BJS", "GGD"):
            make_party(session, body, code)
        period, area = make_period(session, body), make_area(session, body)
        for number in (1, 2):
            project = make_project(session, period, area, f"1-ECO-0{number}")
            make_entry(session, project, EntryKind.PROMOTED, date(2021, 5, number), at=START, party="SEL")
        close_period(session, record(session, body, later), period, on=later.date())
        if known_at:  # so that the instant lies before what was recorded last
            make_entry(session, project, EntryKind.IMPLEMENTED, date(2022, 1, 20), at=NOW, party="SEL")
    said = explained(make_client(engine), f"/bodies/body/figures/1/promotion{known_at}")
    assert "2 entries of its projects are not confirmed by everyone concerned." in said
    assert "Period 1 is open" not in said
    assert "Not final yet" in said


def test_lists_of_a_shared_group_hold_the_projects_counted(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/haerang-conference?by=department&as_of=2026-11-01")
    links = [link for link in page.xpath("//td/a[@class='percent']/@href") if "by=department" in link]
    assert links
    part, rest, both = count_sides(client, links[0])
    assert part + rest == both > 0
    assert refs_on(client, get_page(client, links[0]).xpath("//ul[@class='sides']//a/@href")[0])
