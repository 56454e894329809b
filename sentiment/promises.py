"""Promises that an agent makes in a reply, so that they can be sealed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from sentiment.language import LIMIT, view
from sentiment.reading import local
from sentiment.signal import Deadline
from sentiment.times import chinese, english
from sentiment.times.moment import Moment

_STOP = re.compile(
    r"(?<=[!?。；;\n])|(?<=\.)(?=\s|$)|(?=,? and (?:i|we|our|you)(?:'ll| will| \w+ will)\b)"
)
_CLAUSE = re.compile(r"[,.!?;。；\n]")
_WE_EN = re.compile(
    r"\b(?:i|we|our \w+(?: \w+)?|the \w+(?: \w+)?|(?:a|an|my) (?:colleague|engineer"
    r"|technician|courier|specialist|manager|\w+)|somebody|someone|it|this|that|they"
    r"|you(?= will (?:have|get|receive|hear)|'ll (?:have|get|receive|hear)))"
    r"(?:'ll| will| shall|'re going to| are going to|'m going to| am going to"
    r"| is going to| can have| promise| commit| guarantee| aim to| expect to| is due)\b"
)
_WITH_YOU = re.compile(
    r"\b(?:with you|be (?:there|fixed|ready|done|resolved|restored|sent|delivered"
    r"|shipped|refunded|back)|expect (?:it|this|us|me|my|our|a|the)|you(?:'ll| will"
    r"| can expect to| should)? (?:have|get|hear|receive))\b"
)
_NOT_EN = re.compile(
    r"\b(?:won't|will not|cannot|can't|unable to|not be able to|if (?:you|we|it)"
    r"|unless|should you|were you|did you|could you|can you|would you|please (?:call"
    r"|send|reply|confirm|let|come)|you (?:must|need|have) to)\b"
)
_WE_ZH = re.compile(
    r"(?:我们?|我方|我司|工程师|师傅|同事|专员|技术(?:部|人员|同事|团队)?|财务|客服|主管|经理|仓库|快递|维修(?:人员|师傅)?|团队"
    r"|负责人|这边|款项|退款|货|包裹|系统|服务)[^。!?\n]{0,24}?(?:会|将|给您|给你|为您|回(?:电|复|访)|联系|处理|解决|修|退"
    r"|发|寄|送|到(?:账|达|位|场|货)?|上门|完成|恢复|安排|答复|致电|打电话|提供|更换|补|确认|反馈)"
)
_DO_ZH = re.compile(
    r"(?:会|将|保证|承诺|一定|预计)[^。!?\n]{0,24}(?:您|你|处理|解决|恢复|完成|退|发|寄|送|到|修)|(?:给|为|跟|与)(?:您|你)"
)
_NOT_ZH = re.compile(
    r"请您?(?:于|在|尽|务必|提供|回复|发送|确认)|麻烦您|如果您|若您|您(?:需要|必须|可以|能否|是否)|无法|不能|没办法|昨天|上周|已(?:于|经)"
)

_REFUND = re.compile(
    r"\b(?:refund\w*|reimburs\w+|(?:your |the )?money (?:back|returned)"
    r"|credit(?:ed)? (?:to |back )|pay(?:ing)? you back|paid back)\b"
    r"|退(?:款|钱|费|还)|返还",
    re.IGNORECASE,
)
_CALL_BACK = re.compile(
    r"\b(?:call(?:s|ing)?|phone|ring|telephone)\b[^.!?]{0,30}?\b(?:you|back)\b"
    r"|\b(?:call[- ]?back|hear from [^.!?]{0,30}by (?:phone|telephone)|on the phone)\b"
    r"|回电|致电|打电话|电话(?:联系|回复|回访|通知)|来电",
    re.IGNORECASE,
)


def kind_of(words: str) -> Literal["stated", "call-back", "refund"]:
    """What a promise found in a reply is about: money back, a call, or anything else.

    Money comes first: "we call you when the refund is out" is kept by the refund.
    """
    if _REFUND.search(words):
        return "refund"
    return "call-back" if _CALL_BACK.search(words) else "stated"


def find(
    text: str, *, now: datetime, zone: str, language: str | None = None
) -> list[Deadline]:
    """Find what a reply promises by when, in order; never raises for any text.

    A promise is a sentence in which the desk says that it (or what it sends) will do
    something at or by a time that lies ahead. ``text == body[start:end]`` is the
    clause that says so; ``due_at`` is the latest time it names, aware, in
    ``zone``. Requests to the reader, refusals, conditions and past times are none.
    Offered to the agent, never sealed by itself. ``language`` limits the search to one.
    """
    here = local(now, zone)
    seen = view(text[:LIMIT])
    found = []
    begin = 0
    for stop in [*(m.start() for m in _STOP.finditer(seen.own)), len(seen.own)]:
        sentence = seen.own[begin:stop]
        made = _promise(sentence, here, language)
        if made is not None:
            first, last, due = made
            start, end = seen.span(begin + first, begin + last)
            found.append(Deadline(start, end, seen.source[start:end], due))
        begin = stop
    return found


def _promise(
    sentence: str, now: datetime, language: str | None
) -> tuple[int, int, datetime] | None:
    """Where in the sentence a promise begins and ends, and when it falls due."""
    best: tuple[re.Match[str], Moment] | None = None
    grammars = (
        ("en", _NOT_EN, (_WE_EN, _WITH_YOU), english.times),
        ("zh", _NOT_ZH, (_WE_ZH, _DO_ZH), chinese.times),
    )
    for name, refused, offers, times in grammars:
        if language not in (None, name) or refused.search(sentence):
            continue
        offer = next((m for o in offers if (m := o.search(sentence))), None)
        if offer is None:
            continue
        ahead = [m for m in times(sentence, now) if m.due > now]
        chosen = max(ahead, key=lambda m: (m.until or m.clock, m.due), default=None)
        if chosen is not None:
            best = offer, chosen
    if best is None:
        return None
    offer, moment = best
    start = min(offer.start(), moment.start)
    after = max(moment.end, offer.end())
    stop = _CLAUSE.search(sentence, after)
    end = stop.start() if stop else len(sentence)
    while end > after and sentence[end - 1].isspace():
        end -= 1
    return start, end, moment.due
