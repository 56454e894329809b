"""A life at stake that is said plainly: it counts however much is said beside it."""

from __future__ import annotations

import re

from sentiment.rules.guards import silenced
from sentiment.rules.rule import Hit, rule

_CHILD = (
    r"(?:(?:grand)?(?:son|daughter|child|kid)|baby|toddler|newborn|infant|little one|boy"
    r"|girl|niece|nephew|twins?|[a-z0-9]{1,9}[- ](?:year|month)s?[- ]old)"
    r"(?:'s| has| have| had| just| may have| might have| must have| probably){0,3}"
)
_SWALLOWED = (
    r"(?:(?:magnet|batter|button cell|coin cell|coin|screw|bead|needle|pin|nail|marble"
    r"|tablet|pill|capsule|pod|bleach|cleaner|descaler|drain|antifreeze|paint|detergent"
    r"|lamp oil|nicotine|vape)\w*)"
)
_PLAIN_EN = rule(
    "danger",
    r"(?:don'?t|do not|no longer) (?:want to|wanna) (?:live|be alive|wake up|be here)"
    r"(?= (?:any ?more|anymore|at all|tomorrow)|\s*[.,!?\n]|\s*$)",
    r"(?:going|want|planning|ready|plan|trying|tried) to (?:kill (?:myself|himself|herself)"
    r"|end (?:my|his|her) (?:own )?life|take (?:my|his|her) own life)"
    r"|(?:no|any) reason to (?:live|go on living)"
    r"|(?:i|i'd|i am|i'm|am i|they|they'd|everyone|everybody|family|kids)"
    r" (?:be |would be |'d be )?better off (?:dead|without me)",
    rf"{_CHILD} swallow(?:s|ed|ing)\b[^.!?\n]{{0,40}}?\b{_SWALLOWED}",
)
_PLAIN_ZH = re.compile(
    r"(?<![得的])不想活(?:了|下去)|活不下去了|(?:想|要|打算|准备)(?:自杀|轻生|割腕)"
    r"|(?:了结|结束)自己的?(?:生命|性命)"
    r"|(?:孩子|宝宝|娃|儿子|女儿|闺女|丫头|小孩|老[二三]|孙子|孙女|外孙|外甥|侄子|弟弟|妹妹)"
    r"[^。!?\n,，]{0,12}?(?:误?吞|误食|误服|咽)(?:了|下|进)?[^。!?\n]{0,10}?"
    r"(?:电池|磁|珠|硬币|一(?:整?瓶|把)药|螺丝|针|钉|清洁|洗涤|消毒|漂白|干燥剂)"
)


def plainly(text: str) -> Hit | None:
    """The first words of a toneless text that say so and that no guard silences."""
    for pattern in (_PLAIN_EN.pattern, _PLAIN_ZH):
        for found in pattern.finditer(text):
            hit = Hit("danger", *found.span())
            if not silenced(text, hit):
                return hit
    return None
