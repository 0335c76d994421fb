"""On what terms a body's open data may be used: the well-known licences, and what to say of any other.

A body's terms are texts by language. One that is a well-known licence's name, in any language or spelling, stands for
that licence, which then has its name in every language, and an address.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.wording.languages import Name, pick_name


@dataclass(frozen=True, slots=True)
class Licence:
    """A well-known licence. `names`: by language; `also`: what else it is called; `address`: where its text stands."""

    names: Mapping[str, str]
    also: tuple[str, ...]
    address: str


LICENCES = (
    Licence(
        {
            "en": "KOGL Type 1: Source Indication",
            "ko": "공공누리 제1유형: 출처표시",
            "zh": "韩国公共数据开放许可（KOGL）第1类：注明来源",
            "ja": "韓国公共著作物自由利用許諾（KOGL）第1類型：出所表示",
        },
        ("공공누리 제1유형", "공공누리 제1유형(출처표시)", "공공누리 1유형", "KOGL Type 1", "KOGL-1", "KOGL 1"),
        "https://www.kogl.or.kr/info/licenseType1.do",
    ),
    Licence(
        {
            "en": "CC BY 4.0: Attribution",
            "ko": "CC BY 4.0: 저작자표시",
            "zh": "CC BY 4.0：署名",
            "ja": "CC BY 4.0：表示",
        },
        ("CC BY 4.0", "CC-BY-4.0", "Creative Commons Attribution 4.0 International"),
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    Licence(
        {
            "en": "CC0 1.0: No rights reserved",
            "ko": "CC0 1.0: 권리 포기(퍼블릭 도메인)",
            "zh": "CC0 1.0：放弃权利（公共领域）",
            "ja": "CC0 1.0：権利放棄（パブリックドメイン）",
        },
        ("CC0 1.0", "CC0-1.0", "CC0", "CC0 1.0 Universal"),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A body's terms in one language, and the address of the licence that they are; None for the body's own words."""

    name: Name
    address: str | None


def find_licence_names(lang: str) -> list[str]:
    """What the well-known licences are called in a language; in English where they have no name in it."""
    return [licence.names.get(lang) or licence.names["en"] for licence in LICENCES]


def find_licence(texts: Mapping[str, str]) -> Licence | None:
    """The licence that all of a body's texts stand for; None where there are none, or any says something else."""
    meant = [_find_by_name(text) for text in texts.values() if text]
    return meant[0] if meant and all(one is meant[0] for one in meant) else None


def tell_terms(texts: Mapping[str, str], *, lang: str, languages: Iterable[str]) -> Terms | None:
    """A body's terms as its reader sees them; None where it gave none."""
    if not any(texts.values()):
        return None
    licence = find_licence(texts)
    if licence is None:
        return Terms(pick_name(texts, lang=lang, languages=languages), None)
    return Terms(pick_name(licence.names, lang=lang, languages=("en",)), licence.address)


def _find_by_name(text: str) -> Licence | None:
    plain = _plain(text)
    return next((one for one in LICENCES if plain in _names_of(one)), None)


def _names_of(licence: Licence) -> set[str]:
    return {_plain(name) for name in (*licence.names.values(), *licence.also, licence.address)}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
