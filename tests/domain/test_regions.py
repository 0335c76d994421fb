"""Every country lies in one region, and every region has a name in every language."""

import pytest

from tracker.domain.regions import REGIONS, find_region
from tracker.register.cells import known_countries
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES

#: What lies in no region of the standard: Antarctica, the world, what is not known.
NOWHERE = {"AQ", "001", "ZZ"}


def test_every_country_of_a_register_has_a_region() -> None:
    assert {code for code in known_countries() if find_region(code) is None} <= NOWHERE


@pytest.mark.parametrize(
    ("country", "region"), [("KR", "030"), ("CN", "030"), ("VN", "035"), ("CO", "005"), ("KE", "014"), ("DE", "155")]
)
def test_a_country_lies_where_the_standard_says(country: str, region: str) -> None:
    assert find_region(country) == region


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_region_has_a_name(lang: str) -> None:
    assert all(get_wording(lang).locale.territories.get(region) for region in REGIONS)
