"""The words in which each consent is asked for; sealed with the answer, by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from .customer import Purpose


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person was shown or told: the question, and what explains it."""

    purpose: Purpose
    language: str
    label: str
    more: str

    @property
    def text(self) -> str:
        """The words as they are hashed: question and explanation, one line each."""
        return f"{self.label}\n{self.more}"

    @property
    def digest(self) -> str:
        """SHA-256 of the words in UTF-8, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


_WORDS: Mapping[Purpose, Mapping[str, tuple[str, str]]] = {
    Purpose.ANSWER_BY_MAIL: {
        "en": ("Answer me by e-mail", "Without it you read our answers here."),
        "zh": ("用电子邮件回复我", "不同意时，您在这里阅读我们的回复。"),
    },
    Purpose.READ_PICTURES: {
        "en": ("Read the pictures that I send", "A program reads the text in them."),
        "zh": ("读取我发送的图片", "由程序读取其中的文字。"),
    },
    Purpose.RECORD_CALLS: {
        "en": ("Record my calls", "So that a call can be heard again."),
        "zh": ("通话录音", "以便再次听取通话内容。"),
    },
    Purpose.LISTEN_FOR_STRAIN: {
        "en": (
            "Listen for strain in my voice",
            "It can only raise how urgent you are. Not verified for Chinese yet.",
        ),
        "zh": ("判断我的语气紧张度", "只会让您的请求更紧急。中文效果尚未验证。"),
    },
    Purpose.IMPROVE_SERVICE: {
        "en": ("Use my requests to improve the service", "Never outside this desk."),
        "zh": ("用于改进服务", "不会离开本服务台。"),
    },
}

# What the telephone's greeting asks before a caller is put through (docs/operators.md).
_SAID: Mapping[Purpose, Mapping[str, tuple[str, str]]] = {
    Purpose.RECORD_CALLS: {
        "en": ("May we record this call?", "So that it can be heard again."),
        "zh": ("可以为本次通话录音吗？", "以便再次听取通话内容。"),
    },
    Purpose.LISTEN_FOR_STRAIN: {
        "en": (
            "May we listen for strain in your voice?",
            "It can only raise how urgent you are.",
        ),
        "zh": ("可以判断您的语气紧张度吗？", "只会让您的请求更紧急。"),
    },
}


class OldNotice(ValueError):
    """The words that somebody agreed to are not the ones asked now: show them anew."""

    status = 409


def notice(purpose: Purpose, language: str) -> Notice:
    """The words for a purpose in a language; English where there are none."""
    words = _WORDS[purpose]
    known = language if language in words else "en"
    return Notice(purpose, known, *words[known])


def spoken(purpose: Purpose, language: str) -> Notice:
    """The words that a caller is asked with on the telephone; English where there are none.

    Raises KeyError for a purpose that nobody is asked about on the line.
    """
    words = _SAID[purpose]
    known = language if language in words else "en"
    return Notice(purpose, known, *words[known])


def notices(purpose: Purpose) -> list[Notice]:
    """The words for a purpose in every language there are."""
    return [notice(purpose, language) for language in _WORDS[purpose]]


def text_of(purpose: Purpose, digest: str) -> str | None:
    """The words with this hash, wherever they are asked; None for those of the past."""
    every = notices(purpose)
    if purpose in _SAID:
        every += [spoken(purpose, language) for language in _SAID[purpose]]
    return next((one.text for one in every if one.digest == digest), None)


def find_notice(purpose: Purpose, digest: str) -> Notice:
    """The words with this hash. Raises OldNotice unless they are the ones asked now."""
    for one in notices(purpose):
        if one.digest == digest:
            return one
    raise OldNotice("the words of this consent have changed: read them again")
