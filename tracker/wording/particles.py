"""Korean particles after a value: the catalogue says `{ref}을(를)`, and the value decides which of the two it is.

What decides is how the last word is read aloud: whether it ends in a consonant, and for `(으)로` whether in another
than ㄹ. Quotation marks, points and whatever stands in brackets behind the word are not read.
"""

import re
from collections.abc import Mapping
from typing import Any

#: Both forms as a sentence says them, by what follows a consonant and what follows a vowel.
PAIRS = {
    "은(는)": ("은", "는"), "는(은)": ("은", "는"), "이(가)": ("이", "가"), "가(이)": ("이", "가"),
    "을(를)": ("을", "를"), "를(을)": ("을", "를"), "과(와)": ("과", "와"), "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"), "(이)나": ("이나", "나"), "(이)며": ("이며", "며"), "(이)라": ("이라", "라"),
}  # fmt: skip

_MARK = re.compile("|".join(re.escape(pair) for pair in PAIRS))
_TAG = re.compile(r"<[^<>]*>")
_BRACKETED = re.compile(r"\s*(\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）)$")
_UNREAD = " \t\n.,:;!?'\"‘’“”「」『』〈〉《》·…"
_DATE = re.compile(r"(\d{1,2}\.\s*\d{1,2}\.|\d{4}-\d{2}-\d{2})$")

#: The consonants below a syllable, in the order of their code points.
_FINALS: tuple[str, ...] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

#: How what ends in it is read: the consonant, "" for a vowel. Digits: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구.
_DIGITS = dict(zip("0123456789", ("ㅇ", "ㄹ", "", "ㅁ", "", "", "ㄱ", "ㄹ", "ㄹ", ""), strict=True))
#: Names of letters: 엘, 엠, 엔, 알; the others end in a vowel.
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
#: Endings of words as Korean writes them down: `team` 팀, `Beijing` 베이징, `table` 테이블, `market` 마켓.
_WORDS = (
    (re.compile(r"(m|me)$"), "ㅁ"), (re.compile(r"ng$"), "ㅇ"), (re.compile(r"[aeiou]ne?$|n$"), "ㄴ"),
    (re.compile(r"(l|[bcdfgkpt]le)$"), "ㄹ"), (re.compile(r"[aeiou]c?k$"), "ㄱ"), (re.compile(r"[aeiou]p$"), "ㅂ"),
    (re.compile(r"[aeiou]t$"), "ㅅ"),
)  # fmt: skip
#: Chinese characters in which names of governments and departments end: 시, 성, 구, 과, 국 ...
_HANJA: dict[str, str] = dict.fromkeys("市區区府都道州處处課课科會会", "") | dict.fromkeys("省廳厅城", "ㅇ")
_HANJA |= dict.fromkeys("局國国", "ㄱ") | dict.fromkeys("縣県团團", "ㄴ") | dict.fromkeys("室", "ㄹ")


def choose_particles(sentence: str, values: Mapping[str, Any]) -> str:
    """The sentence with one particle where it offers two, its `{values}` not filled in yet. Both stay where nobody can
    tell, after `%` or a character that is not known here; what values say is left alone."""

    def choose(mark: re.Match[str]) -> str:
        final = find_final(sentence[: mark.start()].format(**values))
        if final is None:
            return mark[0]
        after_consonant, after_vowel = PAIRS[mark[0]]
        is_vowel = not final or (final == "ㄹ" and mark[0] == "(으)로")
        return after_vowel if is_vowel else after_consonant

    return _MARK.sub(choose, sentence)


def find_final(text: str) -> str | None:
    """The consonant in which a text ends when it is read, "" for a vowel; None where that is not known."""
    word = _TAG.sub("", text).rstrip()
    if _DATE.search(word):
        return "ㄹ"  # 일
    word = _strip(word)
    last = word[-1:].lower()
    if "가" <= last <= "힣":
        return _FINALS[(ord(last) - ord("가")) % 28]
    if last in _DIGITS and last:
        return _DIGITS[last]
    if last.isascii() and last.isalpha():
        return _find_latin(word)
    if "ぁ" <= last <= "ヿ":
        return "ㄴ" if last in "んン" else ""
    return _HANJA.get(last)


def _strip(word: str) -> str:
    """Without what is not read behind the last word; brackets with nothing before them are read."""
    while True:
        bare = word.rstrip(_UNREAD)
        bare = _BRACKETED.sub("", bare) or bare.strip("()[]（）")
        if bare == word:
            return word
        word = bare


def _find_latin(word: str) -> str:
    """An abbreviation is read letter by letter, other words as they are spoken."""
    match = re.search(r"[A-Za-z]+$", word)
    assert match is not None
    run = match[0]
    if run.isupper() or not re.search(r"[aeiouy]", run.lower()):
        return _LETTERS.get(run[-1].lower(), "")
    return next((final for pattern, final in _WORDS if pattern.search(run.lower())), "")
