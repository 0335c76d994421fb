"""Which passwords may be chosen, as a table."""

import pytest

from tracker.passwords import find_password_problems, hash_password, is_right, make_password

KIM = {"email": "kim.minsu@seoul.example", "name": "Kim Minsu"}

GOOD = (
    "a long walk by the river",
    "correct-horse-battery-42",
    "강변을 따라 오래 걷기 좋아요",
    "四月的北京有很多花开放着呢",
    "xkq7-mmzp-91vd",
    "three blue kettles sing",
    "walk1984summer!orchid",
    "seoul and the quiet teapot",
    "x" * 6 + "quiet teapots",
    "kim.minsu likes quiet teapots",
)

REFUSED = {
    "password_short": ("", "short", "elevenchars", "비밀번호입니다"),
    "password_long": ("x1y2 " * 41,),
    "password_common": (
        "password1234", "Password2026!", "P@ssw0rd2026", "passwordpassword", "Welcome12345!", "letmein!!!2026", "2026password2026",
        "qwertyuiop12", "qwertyuiopasdf", "1q2w3e4r5t6y", "1qaz2wsx3edc", "zaq12wsxcde3", "poiuytrewq09", "asdfghjkl123",
        "123456789012", "098765432109", "abcdefghijkl", "aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "xyz1xyz1xyz1", "111122223333",
        "summer2026!!", "Seoul2026!!!!", "seoulbeijing2026", "administrator1", "dkssudgktpdy1", "qlalfqjsgh12", "woaini1314520", "iloveyou2026!",
        "123!@#456$%^", "20261123!!!!",
    ),
    "password_own": ("kim.minsu2026", "kim minsu 12", "tracker12345", "kim.minsu@seoul.example", "joint committee tracker1"),
}  # fmt: skip


@pytest.mark.parametrize("password", GOOD)
def test_long_ones_of_any_letters_are_taken(password: str) -> None:
    assert find_password_problems(password, **KIM) == []


@pytest.mark.parametrize(("code", "password"), [(code, one) for code, found in REFUSED.items() for one in found])
def test_what_everybody_tries_first_is_refused(code: str, password: str) -> None:
    assert [problem.code for problem in find_password_problems(password, **KIM)] == [code]


def test_made_ones_are_good_and_differ() -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    assert all(find_password_problems(one, **KIM) == [] for one in made)


def test_a_password_is_known_again_however_its_letters_were_composed() -> None:
    kept = hash_password("café de la gare verte")
    assert is_right("cafe\u0301 de la gare verte", kept)
    assert not is_right("cafe de la gare verte", kept)
    assert not is_right("anything at all", None)
