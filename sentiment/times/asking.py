"""Sentences that do nothing but set a time: "we need this by five", 明天上午前必须处理."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sentiment.times.moment import Moment

SENTENCE = re.compile(r"(?<=\w)[.!?;。；\n]+(?=\s|$|[\u3400-\u9fff])|[!?。；;\n]")
_FAR = 600  # letters on either side of a time in which its sentence begins and ends
_WORDS = re.compile(
    r"\b(?:and|so|but|also|now|just|really|only|then|i|we|you|they|it|its|this|that|these|all"
    r"|everything|needs?|needed|wants?|wanted|would|like|requires?|required|expect|must|ha[sd]"
    r"|have|got|to|be|is|it's|are|will|should|shall|can|could|make|sure|do|done|fix(?:ed)?"
    r"|resolved?|solved?|sort(?:ed)?|out|answer(?:ed)?|an?|the|repl(?:y|ied)|respon[ds]e?"
    r"|solution|handled?|completed?|finish(?:ed)?|deal|dealt|with|ready|back|from|us|me|my|our"
    r"|your|for|at|on|in|by|before|within|until|latest|deadline|due|get|give|let|know|asap"
    r"|urgently|matter|issue|problem|thing|absolutely|definitely|working|running|again|here"
    r"|up|no|later|than|very|soon|possible|as)\b"
    r"|无论如何|必须|务必|一定|需要|处理|解决|搞定|回复|答复|回电|回话|完成|最晚|最迟|截止|期限|时限|一个|说法|结果|方案|问题|麻烦"
    r"|尽快|恢复|可以|希望|才行|不然|期望|收到|以前|你们|您们|我们|贵司|事情|这个|就要|就得"
    r"|[我你您需要得给帮弄修办搞做好妥完之前内就到是的把这此事都能想在为了吧啊哦急用等出有起来请]"
)


def sentence(text: str, moment: Moment) -> tuple[int, int]:
    """Where the sentence of a time begins and ends, its mark left out."""
    # Looked for nearby alone: a text of nothing but times is still read in one pass.
    first, last = max(0, moment.start - _FAR), min(len(text), moment.end + _FAR)
    ends = (found.end() for found in SENTENCE.finditer(text, first, moment.start))
    stop = SENTENCE.search(text, moment.end, last)
    return max(ends, default=first), stop.start() if stop else last


def without(text: str, moments: Iterable[Moment]) -> str:
    """``text`` with the words of these times blanked, place for place."""
    for moment in moments:
        text = _blank(text, moment.start, moment.end)
    return text


def unasked(text: str, moments: Iterable[Moment]) -> str:
    """``text`` with the sentences that only set a time blanked, place for place.

    What is left of them without the time names nothing: so what else is read of the text
    is the same with such a sentence and without it.
    """
    moments = list(moments)
    rest = without(text, moments)
    for moment in moments:
        start, end = sentence(text, moment)
        if not any(map(str.isalnum, _WORDS.sub("", rest[start:end]))):
            text = _blank(text, start, end)
    return text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
