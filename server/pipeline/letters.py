"""What a scoring process does with a written contact, in one go."""

from __future__ import annotations

from datetime import datetime

import sentiment
from intake.contact import Channel, opening_words
from intake.form import parse_form
from intake.mail.parse import Mail, parse
from sentiment.signal import Signal


def read_letter(
    raw: bytes,
    channel: Channel,
    zone: str,
    chinese_feelings: bool,
    emotion_weights: str = "",
    models: str = "",
    *,
    now: datetime,
) -> tuple[Mail, Signal]:
    """Parse a mail or form and read it as the first of its ticket, which most are."""
    letter = parse(raw) if channel is Channel.MAIL else parse_form(raw)
    words = opening_words(letter.subject, letter.text)
    return letter, sentiment.read(
        words,
        channel=channel.value,
        now=now,
        zone=zone,
        chinese_feelings=chinese_feelings,
        emotion_weights=emotion_weights,
        models=models,
    )
