"""What anyone would try first for feelings: words in lists, a majority guess, VADER."""

from __future__ import annotations

import re
from collections import Counter

from sentiment.signal import Feeling

_WORDS = {
    Feeling.ANGER: r"angry|furious|annoy|hate|damn|fuck|stupid|idiot|ridiculous"
    r"|unacceptable|disgrace|liar|complain|气死|愤怒|生气|投诉|骗子|垃圾|混蛋|过分|凭什么|滚|妈的|操",
    Feeling.FEAR: r"afraid|scared|fear|terrified|worried|worry|anxious|panic|nervous"
    r"|frighten|害怕|可怕|恐怖|担心|恐惧|紧张|慌|吓|不敢|怕",
    Feeling.SADNESS: r"\bsad|sorry|\bcry|cried|miss\b|lonely|grief|died|depress"
    r"|disappoint|heart|难过|伤心|哭|泪|心疼|失望|遗憾|孤独|痛苦|唉",
    Feeling.JOY: r"thank|happy|love|great|glad|awesome|lol|haha|congrat|amazing"
    r"|wonderful|enjoy|开心|高兴|喜欢|谢谢|哈哈|快乐|幸福|加油|感动|棒|爱",
    Feeling.SURPRISE: r"surpris|wow|omg|unexpected|shock|really\?|what\?|no way|wonder"
    r"|curious|惊|竟然|居然|没想到|天哪|天啊|原来|怎么会|什么情况",
    Feeling.DISGUST: r"disgust|gross|nasty|\bick|eww|revolting|vile|sick of|vomit|filthy"
    r"|恶心|反胃|想吐|作呕|脏|臭",
}
_FOUND = {feeling: re.compile(words, re.I) for feeling, words in _WORDS.items()}
_SIDES = {"pos": {Feeling.JOY}, "neu": {Feeling.NEUTRAL, Feeling.SURPRISE}}


def keywords(text: str) -> Feeling:
    """The feeling whose words are found most; neutral where none is."""
    counts = {feeling: len(found.findall(text)) for feeling, found in _FOUND.items()}
    best = max(counts, key=lambda feeling: counts[feeling])
    return best if counts[best] else Feeling.NEUTRAL


def majority(truth: list[Feeling]) -> Feeling:
    """The most frequent feeling."""
    return Counter(truth).most_common(1)[0][0]


def side(feeling: Feeling) -> str:
    """pos, neu or neg."""
    return next((name for name, those in _SIDES.items() if feeling in those), "neg")


def vader(texts: list[str]) -> list[str]:
    """What VADER (Hutto and Gilbert 2014) says of English texts: pos, neu or neg."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    reader = SentimentIntensityAnalyzer()
    scores = [reader.polarity_scores(text)["compound"] for text in texts]
    return ["pos" if s >= 0.05 else "neg" if s <= -0.05 else "neu" for s in scores]
