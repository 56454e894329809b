"""Whether what is said is glad: then a raised voice is not taken for distress."""

from __future__ import annotations

import re

from sentiment.language import View
from sentiment.signal import Emotion, Feeling, Intent, Span, Topic

_BAD = (Feeling.ANGER, Feeling.FEAR, Feeling.SADNESS, Feeling.DISGUST)
_GOOD = (Feeling.JOY, Feeling.SURPRISE)
_PRESSES = frozenset({"harm", "deadline", "repeat", "waiting"})
_TROUBLE = frozenset({Topic.SAFETY, Topic.SECURITY, Topic.OUTAGE, Topic.COMPLAINT})
# Thanks, praise and delight. Greetings, yes and "okay" are none.
_SAID = re.compile(
    r"\b(?:thanks?|thank you|cheers|grateful|appreciate|wow|wonderful|lovely|great"
    r"|brilliant|fantastic|amazing|awesome|incredible|excellent|superb|perfect(?:ly)?|beautiful"
    r"|love[sd]?|happ(?:y|ier|iest)|delighted|pleased|glad|impressed|thrilled|excited"
    r"|recommend|sweet of|kind|so nice|how nice|good of you|made my day|over the moon|angel"
    r"|star|congratulations|yay|hooray|haha)\b"
    r"|谢|感激|太好|太棒|真好|真棒|很棒|开心|高兴|喜欢|满意|漂亮|厉害|贴心|周到|感动"
    r"|神奇|惊喜|有心|出色|表扬|赞|哈哈|好用|没得说|恭喜|好消息|哇|快乐|幸福|爱死"
)
# Wonder that blames, praise of what was not there: "wow, lost, and it is my fault?"
_SCORN = re.compile(
    r"\b(?:and (?:it is|it's|that is|that's) my fault|you (?:blame|charge) me for)\b"
    r"|\b(?:none of|not (?:one|a single)|nobody|no ?one)\b"
    r"|没一个|一个(?:也|都)没|没(?:有)?人"
    r"|还怪我|怪我了|(?:开|长)了?眼(?:了|界)|真行啊?|也好意思"
)


def glad(seen: View, emotion: Emotion, intent: Intent, evidence: tuple[Span, ...]) -> bool:
    """True where words of thanks, praise or delight are said and nothing is amiss.

    It silences an alarm, so it refuses on doubt. The strongest feeling must be joy or
    surprise, or the topic praise; no bad feeling may be said, nor come near half the
    chance of the good ones; no harm, deadline, waiting or repetition may count; the
    urgency must be below high, the topic none of trouble.
    """
    if not _SAID.search(seen.own) or _SCORN.search(seen.own):
        return False
    odds = emotion.probabilities
    good = sum(odds.get(feeling, 0.0) for feeling in _GOOD)
    bad = max(odds.get(feeling, 0.0) for feeling in _BAD)
    if emotion.label not in _GOOD and intent.topic is not Topic.PRAISE:
        return False
    if {emotion.label, *emotion.labels} & set(_BAD) or bad > good / 2:
        return False
    if any(span.kind in _PRESSES and span.weight > 0 for span in evidence):
        return False
    return intent.topic not in _TROUBLE and sum(span.weight for span in evidence) < 50
