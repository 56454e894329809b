"""Words for search: Latin words for English stemming, Chinese as bigrams."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Han with extensions, kana and hangul: scripts written without spaces between words.
CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff" + (
    "\U00020000-\U0003ffff"
)
TOKEN = re.compile(rf"([{CJK}]+)|([^\W_{CJK}]+)")
# Enough of any real mail; keeps what one mail adds to the index in bounds.
LONGEST = 20_000
LONGEST_WORD = 64


def clean(text: str) -> str:
    """The text without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    for found in TOKEN.finditer(text.lower()):
        yield found[0], found[1] is not None


def words(text: str) -> str:
    """What ``to_tsvector('english', …)`` is given: 我要退款 becomes 我要 要退 退款 款.

    The last character stands by itself at the end of a run, so that each character
    begins a word and one alone can be found as a prefix.
    """
    found: list[str] = []
    for token, cjk in _tokens(clean(text[:LONGEST])):
        if cjk:
            found += [token[i : i + 2] for i in range(len(token))]
        else:
            found.append(token[:LONGEST_WORD])
    return " ".join(found)


def query(text: str) -> str | None:
    """The search in ``to_tsquery('english', …)``, or None if it holds no word.

    Every word must occur, the beginning of one is enough; Chinese must occur as written.
    Holds letters and digits of the input and no operator of theirs.
    """
    found: list[str] = []
    for token, cjk in _tokens(clean(text[:200])):
        if not cjk:
            found.append(f"{token[:LONGEST_WORD]}:*")
        elif len(token) == 1:
            found.append(f"{token}:*")
        else:
            pairs = [token[i : i + 2] for i in range(len(token) - 1)]
            found.append(f"({' <-> '.join(pairs)})")
    return " & ".join(found) or None
