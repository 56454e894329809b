"""Which of the times in a text press: ahead of now, and not since when or how it was."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sentiment.times import chinese, english
from sentiment.times.moment import Moment

HAN = re.compile(r"[\u3400-\u9fff]")

# Words before a time that make it a beginning, a past, a habit, or somebody's old word.
_PAST_EN = re.compile(
    r"(?:\bsince|\bfrom|\bafter|\bever|\blast|\bback in|\bback on|\bas of|\bbetween"
    r"|\bearlier|\bevery|\beach"
    r"|\b(?:was|were|went|came|started|began|arrived|happened|visited|ordered|bought"
    r"|paid|sent|called|rang|wrote"
    r"|booked|made|reported|delivered|saw|got|received|failed|crashed|stopped|closed"
    r"|took|left|signed|opened|moved"
    r"|promised|told|said|asked|installed|updated|posted|dated)(?: (?:us|me|it|in|out"
    r"|up|again|there|here|down))?(?: on| at| by)?"
    r"|\b(?:open|opens|opening|hours)(?: (?:on|at|until|till))?)\s*$"
)
_PAST_ZH = re.compile(
    r"(?:自从|自|从|打|昨天|昨晚|昨日|前天|上周|上个月|上月|去年|每|每天|天天|早在|截至|过了|已经|说好|说|答应|承诺|保证|通知|营业到"
    r"|营业至|开到)[了的是]?\s?$"
)
_AFTER_EN = re.compile(
    r"\s*(?:'s (?!deadline|meeting|hearing|exam|flight)|(?:we|i|it|he|she|they"
    r"|you)(?:'ve| have)? (?:was|were|got|had|received|found|sent|called|went|paid"
    r"|lost|saw)\b|ago\b|was\b|were\b|(?:is|will be|would be|'s) (?:fine|ok|okay"
    r"|enough|soon enough)\b|(?:is|'s|are) (?:a|also) (?:holiday|birthday))"
)
_AFTER_ZH = re.compile(
    r"\s?(?:起|以来|开始(?!前)|到现在|至今|的时候|那天|那会|也行|都行|也可以|都可以|再说|收到|才收到|刚|已经"
    r"|第[一二三四五六七八九十\d]+天|送来|去取|发现|早上发现|上午发现|发生|买的|到货了|到的|下单|是\d|打开|一打开|登录|一直|没法|去了|看到"
    r"|听说|寄来|拿到|做的|用了)"
)
# Words that show that something must be done or lost at that time.
_NEED_EN = re.compile(
    r"\b(?:must|need(?:s|ed)?(?: to)?|has to|have to|had to|got to|due|deadline"
    r"|close[sd]?|expir\w+|ends?|latest"
    r"|flight|flies|fly|train|ferry|boat|depart\w*|take-?off|board(?:s|ing)|leav(?:e"
    r"|es|ing)|hearing|court|exam|interview|surgery|operation"
    r"|wedding|funeral|launch|go(?:es)? live|audit|inspection|meeting|presentation"
    r"|appointment|check-?(?:in|out)|payroll|pay ?day|submission|cut-?off"
    r"|event|opening|delivery|ship(?:s|ped|ment)?|removes?|collect(?:s|ed)?|starts?"
    r"|begins?|arriv(?:e|es|ing)|otherwise|or else|unless|lose|lost|before)\b"
)
_NEED_ZH = re.compile(
    r"必须|得(?!到)|务必|要(?!是)|需要|须|截止|到期|过期|前|最迟|最晚|之内|以内|内(?:给|处理|解决|回)|开庭|起飞|航班|开车|发车|登机"
    r"|考试|面试|手术|婚礼|上线"
    r"|发布|出货|交货|交付|开会|会议|汇报|评审|审计|验收|开业|开播|开幕|发工资|发薪|报税|申报|缴|关单|删除|失效|作废|停(?:机|服|用)|扣款"
    r"|还款|逾期"
    r"|入住|退房|搬|出发|出差|截标|投标|开标|提交|答辩|签(?:约|证)|就要|赶"
)
_LIMIT_WORD = re.compile(
    r"(?:截止|到期|为止|关闭|失效|作废|过期|就不|之前|前|就来不及|就晚了)"
)
_SPOKEN_EN = re.compile(r"\b(?:what time|when|do you|are you|is it) [^.?!\n]{0,60}$")


def deadlines(text: str, now: datetime) -> list[Moment]:
    """Times that press, in order of the text; ``now`` in the reader's zone.

    A time counts when it has a limiting word (by, before, 前, 内), or lies ahead with a
    day; a bare "today" or clock needs a word of obligation near it. Past times, since
    when something is wrong, habits and opening hours do not count.
    """
    found = [m for m in english.times(text, now) if _presses_en(text, m, now)]
    if HAN.search(text):
        found += [m for m in chinese.times(text, now) if _presses_zh(text, m, now)]
    return sorted(found, key=lambda m: m.start)


def _presses_en(text: str, moment: Moment, now: datetime) -> bool:
    before = text[max(0, moment.start - 40) : moment.start]
    if _PAST_EN.search(before) or _AFTER_EN.match(text, moment.end):
        return False
    near = text[max(0, moment.start - 60) : moment.end + 50]
    needed = moment.until or bool(_NEED_EN.search(near))
    if _SPOKEN_EN.search(before) and not moment.until:
        return False
    return _ahead(moment, now, needed, moment.until)


def _presses_zh(text: str, moment: Moment, now: datetime) -> bool:
    before = text[max(0, moment.start - 8) : moment.start]
    if _PAST_ZH.search(before) or _AFTER_ZH.match(text, moment.end):
        return False
    near = text[max(0, moment.start - 14) : moment.end + 16]
    needed = moment.until or bool(_NEED_ZH.search(near))
    limit = moment.until or bool(_LIMIT_WORD.match(text[moment.end : moment.end + 10]))
    return _ahead(moment, now, needed, limit)


def _ahead(moment: Moment, now: datetime, needed: bool, limit: bool) -> bool:
    """Whether the time lies ahead enough; a limit that passed today still presses."""
    if moment.bare and not needed:
        return False
    if moment.today and not needed:
        return False
    if moment.due >= now:
        return True
    return moment.today and limit and now - moment.due < timedelta(hours=12)


def near(moment: Moment, now: datetime) -> bool:
    """Whether it lies within about two days: at most the end of the day after tomorrow."""
    return (moment.due.date() - now.date()).days <= 2 and not moment.wide
