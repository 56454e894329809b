"""What takes the force out of words: negation, conditions, quotation, the past."""

from __future__ import annotations

import re

from sentiment.rules.rule import Hit

_CLAUSE = re.compile(r"[.!?;。！？；\n,，、:：()（）]")
_SENTENCE = re.compile(r"[.!?;。！？；\n]")
_NEGATED_EN = re.compile(
    r"\b(?:no|not|n't|never|without"
    r"|(?:nobody|no ?one|none of (?:us|them))(?: (?:is|was|got|gets))?"
    r"|neither|nor|hardly|free (?:of|from)|isn't|wasn't|aren't|weren't|don't|doesn't"
    r"|didn't|nothing (?:is|was|got|has))(?: (?:a|an|any|the|really|actually|even|been"
    r"|being|yet|very|that|or|case of|sign of|signs of|sort of|kind of|report of"
    r"|getting|there))*\s*$"
)
_NEGATED_ZH = re.compile(
    r"(?:没有?|并?不是|并非|并未|未|无|不会|不算|不存在|别|免得|以免|避免|防止|不怕|谈不上|不至于)(?:人|任何|什么|发生|出现|过|有|被)?$"
)
_IF_EN = re.compile(
    r"\b(?:if|in case|unless|would|could|might|should .{1,20} ever|imagine|suppose"
    r"|whether|what happens when|how do i .{0,20}|were to|let's say|as if"
    r"|like an?)\b[^.!?\n]{0,60}$"
)
_IF_ZH = re.compile(
    r"(?:如果|要是|假如|万一|倘若|若|假设|如遇|一旦|是否|会不会|怕|担心|好像|仿佛|像|比喻|谨防|预防|警惕|如何|怎么防)[^。!?\n,，]{0,14}$"
)
_PAST_EN = re.compile(
    r"\b(?:last (?:year|month|summer|winter|spring|autumn|time)|(?:years?|months?"
    r"|weeks?) ago|back in|back then|in (?:19|20)\d\d|used to|once (?:had|was|got)"
    r"|when i was (?:a|young|small|little)|history of)\b[^.!?\n]{0,60}$"
)
_PAST_ZH = re.compile(
    r"(?:去年|前年|上个?月|以前|当年|曾经|小时候|\d{4}年|早些年|那年|历史上)[^。!?\n]{0,20}$"
)


def silenced(text: str, hit: Hit) -> bool:
    """Whether the words right before say that it is not so, only might be, or long was."""
    begin = max(0, hit.start - 90)
    before = text[begin : hit.start]
    clause = _CLAUSE.split(before)[-1]
    sentence = _SENTENCE.split(before)[-1]
    if _NEGATED_EN.search(clause) or _NEGATED_ZH.search(clause):
        return True
    if hit.name in ("danger", "theft", "stopped", "loss"):
        return bool(
            _IF_EN.search(sentence)
            or _IF_ZH.search(clause)
            or _PAST_EN.search(sentence)
            or _PAST_ZH.search(sentence)
        )
    return bool(_PAST_EN.search(sentence) or _PAST_ZH.search(sentence))
