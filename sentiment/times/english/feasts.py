"""Feasts and holidays by name: fixed, counted from Easter, or as a country keeps them.

Which country is meant is guessed from the offset of now, for the few feasts that move
from one to the other. The calendars of countries are loaded when one is named.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache

_FIXED = {
    r"christmas eve|xmas eve": (12, 24), r"christmas day|xmas day": (12, 25),
    r"christmas|xmas": (12, 25), r"boxing day|st\.? stephen's day": (12, 26),
    r"new year'?s eve|nye|hogmanay|silvester": (12, 31),
    r"(?:the )?new year(?:'?s(?: day)?)?": (1, 1),
    r"twelfth night": (1, 5), r"burns (?:night|supper)": (1, 25),
    r"australia day": (1, 26), r"groundhog day": (2, 2), r"waitangi day": (2, 6),
    r"valentine'?s(?: day)?": (2, 14), r"st\.? david's day": (3, 1),
    r"(?:st\.? patrick'?s|st\.? paddy'?s|paddy'?s|patrick'?s) day": (3, 17),
    r"april fool'?s?'?(?: day)?": (4, 1), r"st\.? george's day": (4, 23),
    r"anzac day": (4, 25), r"workers'? day": (5, 1), r"cinco de mayo": (5, 5),
    r"juneteenth": (6, 19), r"midsummer'?s?(?: day| eve)?": (6, 24), r"canada day": (7, 1),
    r"bastille day": (7, 14), r"michaelmas": (9, 29), r"halloween|hallowe'en": (10, 31),
    r"all saints'? day": (11, 1), r"(?:bonfire|guy fawkes) night|guy fawkes": (11, 5),
    r"remembrance day|armistice day|veterans'? day": (11, 11),
    r"st\.? andrew's day": (11, 30),
}  # fmt: skip
_FROM_EASTER = {
    r"shrove tuesday|pancake (?:day|tuesday)": -47, r"ash wednesday": -46,
    r"palm sunday": -7, r"maundy thursday": -3, r"good friday": -2,
    r"(?:easter saturday|holy saturday)": -1, r"easter monday": 1, r"easter(?: sunday"
    r"| day)?": 0,
    r"ascension(?: day)?": 39, r"whit sunday|pentecost": 49, r"whit monday": 50,
}  # fmt: skip
# Month, weekday (0 is Monday), which of them (-1 the last), days to add.
_COUNTED = {
    r"(?:martin luther king|mlk)(?: jr\.?)? day": (1, 0, 3, 0),
    r"presidents'?(?:'s)? day": (2, 0, 3, 0), r"memorial day": (5, 0, -1, 0),
    r"columbus day|indigenous peoples'? day|thanksgiving monday": (10, 0, 2, 0),
    r"election day": (11, 0, 1, 1), r"thanksgiving(?: day)?": (11, 3, 4, 0),
    r"black friday": (11, 3, 4, 1), r"cyber monday": (11, 3, 4, 4),
}  # fmt: skip
# As the calendar of a country calls it: what, and in which countries to look for it.
_KEPT = {
    r"eid(?:[ -](?:al|ul)[ -](?:fitr|adha))?": ("Eid al-", "SG"),
    r"di[wv]ali|deepavali": ("Diwali", "IN"), r"holi": ("Holi", "IN"),
    r"(?:raksha bandhan|rakhi)": ("Raksha Bandhan", "IN"), r"dussehra": ("Dussehra", "IN"),
    r"ganesh chaturthi": ("Ganesh Chaturthi", "IN"), r"onam": ("Onam", "IN"),
    r"(?:hanukkah|chanukah|hanukah)": ("Hanukkah", "IL"), r"passover"
    r"|pesach": ("Pesach", "IL"),
    r"rosh hashanah": ("Rosh Hashanah", "IL"), r"yom kippur": ("Yom Kippur", "IL"),
    r"purim": ("Purim", "IL"), r"(?:chinese|lunar) new year"
    r"|cny": ("Chinese New Year", "SG"),
    r"vesak(?: day)?": ("Vesak", "SG"), r"dragon boat festival": ("Dragon Boat", "HK"),
    r"victoria day": ("Victoria Day", "CA"), r"matariki": ("Matariki", "NZ"),
    r"freedom day": ("Freedom Day", "ZA"), r"heritage day": ("Heritage Day", "ZA"),
    r"independence day": ("Independence Day", ""), r"national day": ("National Day", ""),
    r"republic day": ("Republic Day", "IN"), r"labou?r day": ("Lab", ""),
    r"king's birthday": ("King's Birthday", ""),
    r"(?:the )?(?:(?:may|june|august|october|spring|summer) )?(?:bank|public) holiday"
    r"(?: (?:weekend|monday))?(?: after next)?": ("", ""),
}  # fmt: skip
_PARENT = r"(?:mother'?s'?(?:'s)? day|mothering sunday|father'?s'?(?:'s)? day)"
FEAST = rf"(?:{'|'.join([_PARENT, *_COUNTED, *_FROM_EASTER, *_KEPT, *_FIXED])})\b"
_SEASONS = ("christmas", "xmas", "easter", "new year", "the new year")


def feast(text: str, now: datetime, gone: bool) -> tuple[datetime, bool] | None:
    """The coming day of that name (the last where ``gone``), and whether it is a season.

    A day of the kind "Christmas", around which much may be meant, is a season.
    """
    days = sorted({d for year in range(-1, 3) for d in _days(text, now, now.year + year)})
    if gone:
        day = max((d for d in days if d <= now.date()), default=None)
    else:
        ahead = [d for d in days if d >= now.date()]
        skip = 1 if text.endswith("after next") else 0
        day = ahead[skip] if len(ahead) > skip else None
    if day is None:
        return None
    return now.replace(year=day.year, month=day.month, day=day.day), text in _SEASONS


def _days(text: str, now: datetime, year: int) -> list[date]:
    if re.fullmatch(_PARENT, text):
        return [_parents(text, now, year)]
    for pattern, (month, day) in _FIXED.items():
        if re.fullmatch(pattern, text):
            return [date(year, month, day)]
    for pattern, after in _FROM_EASTER.items():
        if re.fullmatch(pattern, text):
            return [_easter(year) + timedelta(days=after)]
    for pattern, (month, weekday, place, add) in _COUNTED.items():
        if re.fullmatch(pattern, text):
            return [nth(year, month, weekday, place) + timedelta(days=add)]
    for pattern, (name, country) in _KEPT.items():
        if re.fullmatch(pattern, text):
            homes = (country,) if country else (_country(now), "US", "SG")
            return next((d for home in homes if (d := _kept(text, name, home, year))), [])
    return []


def _kept(text: str, name: str, country: str, year: int) -> list[date]:
    kept = _calendar(country, year)
    if name:
        kept = [(d, [n for n in names if "observed" not in n]) for d, names in kept]
        days = [d for d, names in kept if any(n.startswith(name) for n in names)]
        if len(days) > 1 and name in (
            "Hanukkah",
            "Pesach",
            "Rosh Hashanah",
            "Chinese New Year",
        ):
            days = [d for d in days if d - timedelta(days=1) not in days]
        if "fitr" in text or "adha" in text:
            days = [d for d, names in kept if any(text[-4:] in n.lower() for n in names)]
        return days
    days = [d for d, names in kept if d.weekday() < 5]
    month = next((m for m in ("may", "june", "august", "october") if m in text), "")
    if month:
        days = [d for d in days if d.strftime("%B").lower() == month]
    if "weekend" in text:
        return [d - timedelta(days=2) for d in days if d.weekday() == 0]
    if "monday" in text:
        return [d for d in days if d.weekday() == 0]
    return days


def _parents(text: str, now: datetime, year: int) -> date:
    if text.startswith("f"):
        return nth(year, 9, 6, 1) if _country(now) in ("AU", "NZ") else nth(year, 6, 6, 3)
    if _country(now) == "GB" or text.endswith("sunday"):
        return _easter(year) - timedelta(days=21)
    return nth(year, 5, 6, 2)


def nth(year: int, month: int, weekday: int, place: int) -> date:
    """The first, second, ... or (-1) last such weekday of the month, or just behind it."""
    if place < 0:
        start = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=7)
    else:
        start = date(year, month, 1) + timedelta(days=7 * (place - 1))
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _country(now: datetime) -> str:
    """A country in whose zone it is now, by the offset alone."""
    hours = (now.utcoffset() or timedelta()) / timedelta(hours=1)
    if -10 <= hours <= -3:
        return "US"
    ranges = ((1, "GB"), (2, "ZA"), (6, "IN"), (8, "SG"), (11, "AU"), (14, "NZ"))
    return next(name for most, name in ranges if hours <= most)


def _easter(year: int) -> date:
    """Easter Sunday of the Western churches (Butcher's rule, 1876; whole numbers alone)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    epact = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + epact + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _calendar(country: str, year: int) -> list[tuple[date, list[str]]]:
    """The holidays of the country in that year, with their English names, in order."""
    import holidays

    part = {"GB": "ENG"}.get(country)
    kind = getattr(holidays, country)
    kinds = {"public", "optional", "school"} & set(kind.supported_categories)
    language = "en_GB" if "en_GB" in kind.supported_languages else "en_US"
    found = kind(
        subdiv=part, years=year, categories=kinds,
        language=language if language in kind.supported_languages else None,
    )  # fmt: skip
    return [(day, names.split("; ")) for day, names in sorted(found.items())]
