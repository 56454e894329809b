"""Which of the times in a text press: ahead of now, and not since when or how it was."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from sentiment.times import chinese, english
from sentiment.times.judge import CUT, judge, signs
from sentiment.times.moment import Moment

HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[,.!?;。;、!?\n](?=\D|$)")
_FAR = 60  # letters in which a word still belongs to a time, where no mark divides them

# Words before a time that make it a beginning, a past, a habit, or somebody's old word.
_PAST_EN = re.compile(
    r"(?:\bsince(?: \w+)?|\bfrom|\bafter|\bever|\blast|\bback in|\bback on|\bas of"
    r"|\bbetween"
    r"|\bearlier|\bevery|\beach|\bany|\bmost|\bcalled|\bnamed|\bdated|\bdo(?:es)?n't open"
    r"|\b(?:didn't|did not|never) \w+(?: \w+){0,2}(?: on| at)?|\binto (?:on|at)"
    r"|\b(?:was|were|been|went|came|began|rang|wrote|made|saw|got|took|left|did|had|told"
    r"|said|sent|bought|paid|broke|fell|lost|found|met|put|ran|gave|spoke|heard|kept|cut"
    r"|has|have|hasn't|haven't|didn't|wasn't|weren't"
    r"|(?!need|hundred|schedul|expect|requir|suppos|plann|book|delay|postpon|extend)"
    r"\w{2,}ed(?: \w+){0,1}"
    r")(?: (?:us|me|it|in|out|up|off|down|again|there|here|him|her|them|this|that|round"
    r"|back|away|over|everything|all))*(?: (?:on|at|by|around|about|one|early|late|the))*"
    r")\s*[\"']?$"
)
_SINCE_EN = re.compile(r"\b(?:since|ever since|from)(?:,? well,?)? (?:the )?$")
_NAME_EN = re.compile(r"\b(?:an? |(?:black|good|casual|pancake) )$|\"[a-z]+ $")
_TO_BE_EN = re.compile(
    r"\b(?:to|will|must|be|gets|being|should) (?:\w+ )?\w+(?: on| at| by)?\s*$"
)
_IS_EN = re.compile(r"\b(?:it's|it is|today is|now it's)(?: now| already| only| the)?\s*$")
_PERFECT_EN = re.compile(
    r"\b(?:ha(?:s|ve)(?:n't| not)?(?! to\b)|had(?! to\b)|been|already|again|was|were|got"
    r"(?! to\b)|calls|everyone out|sorted|\w{3,}ed)\b"
)
_HOURS_EN = re.compile(r"\b(?:open|opens|opening|hours)(?: (?:on|at|until|till))?\s*$")
_ASKS_EN = re.compile(
    r"\b(?:change|move|switch|add|would like|'d like|want|please|start|stop|cancel|book"
    r"|need|decide|send|come)\b"
)
_PAST_ZH = re.compile(
    r"(?:自从|自|从|打|昨天|昨晚|昨日|前天|上周|上个月|上月|去年|每|每天|天天|每个|逢|早在|截至|过了|已经|今天是|今天都|现在是|现在都"
    r"|都|说好|答应|承诺|保证|营业到|营业至|开到|断到|拖到|等到|忙到|到了|放到|前的|自动回复:?我?|(?:说|答复|回复|回我|讲|写着?|显示|通知我?)的?(?:是|说|:)?\"?)[了的是]?\s?\"?$"
)
_AFTER_EN = re.compile(
    r"\s*(?:'s (?!deadline|meeting|hearing|exam|flight|cut-?off)|(?:we|i|it|he|she|they"
    r"|you)(?:'ve| have)? (?:was|were|got|had|received|found|sent|called|went|paid"
    r"|lost|saw)\b|ago\b|was\b|were\b|(?:is|will be|would be|'s) (?:fine|ok|okay"
    r"|enough|soon enough|plenty|early enough)\b|(?:is|'s|are) (?:a|also)"
    r" (?:holiday|birthday)|(?:poster|special|offer|menu|club|pill|soup|newsletter|crowd"
    r"|edition|issue|shift|nights?)\b)"
)
_AFTER_ZH = re.compile(
    r"\s?(?:起(?!飞|诉|跳|租)|以来|开始(?!前)|到现在|至今|的时候|那天|那会|也行|都行|也可以|都可以|再说|收到|才(?!能|行|可)|刚|已经"
    r"|第[一二三四五六七八九十\d]+天|送来|去取|发现|早上发现|上午发现|发生|买的|到货了|到的|下单|是\d|打开|一打开|登录|一直|没法|去了|看到"
    r"|(?:就|早就?|本来?就?)(?:应该?|该)(?:到|来|发|送|收到|退|给我|修好|回)|听说|寄来|拿到|做的|用了|都能|都可以|还能|还有|够用|正常|不影响|没问题|开不开|开门吗|营业吗|上班吗|休不休|能不能带|返岗|回来上班"
    r"|愉快|快乐|之后|以后|过时不候(?<!候)|老有|总有|录取|电费|水费|话费|比去年|比上)"
)
# Words that show that something must be done or lost at that time.
_NEED_EN = re.compile(
    r"\b(?:must|need(?:s|ed)?(?: to)?|has to|have to|had to|got to|due|deadline"
    r"|close[sd]?|shuts?|expir\w+|laps\w+|ends?|latest|runs? out|times? out|promis\w+ to"
    r"|goes|going|gone by|leaves?|leaving|otherwise|or else|unless|lose|lost|before|then"
    r"|cut[- ]?off|removes?|collects?|starts?|begins?|arriv(?:e|es|ing)|comes? to"
    r"|thaws?|spoils?|dies?|cuts? (?:me|us|it)? ?off|disconnect\w*|purg\w+|delet\w+"
    r"|flies|fly|depart\w*|take-?off|board(?:s|ing)|goes? live|submit|reach|file|opens)\b"
)
_EVENT_EN = re.compile(
    r"\b(?:flight|train|ferry|boat|coach|plane|hearing|court|exam|interview|surgery"
    r"|operation|wedding|funeral|launch|audit|inspection|meeting|presentation|tender|bid"
    r"|appointment|check-?(?:in|out)|payroll|pay ?day|submission|auction|trial|visa"
    r"|event|opening|delivery|ship(?:s|ped|ment)?|conference|concert|match|closing"
    r"|completion|removal men|movers|surveyor|bailiffs?|landlord|rent|mortgage|embassy"
    r"|bus|show|performance|election|vote|ballot|graduation|ceremony|gig|service)\b"
)
_NEED_ZH = re.compile(
    r"必须|得(?!到|罪|意|很|了|上|起|出|好|见|有)|务必|要(?!是|问|不|命|么|说|求|紧)|需要|须(?!知)|截止|截单|到期|过期|前|最迟|最晚|之内"
    r"|以内|内(?:给|处理|解决|回)|开庭|起飞|航班|开车|发车|登机|放学|打针|吃药|用药|输液|透析|开奖|收摊|撤场|进场|交接|上课|等合同|开始|扣(?!子)|交(?:房|学|费|款|钱|租|货)|再不|不(?:发|到|修|给|恢复)|撑到|末班|过时不候|断(?:电|水|气|网)|放款"
    r"|考试|面试|面签|手术|婚礼|上线|复诊|报到|截稿|开拍|闭馆|关门|散场"
    r"|发布|出货|交货|交付|开会|会议|汇报|评审|审计|验收|开业|开播|开幕|发工资|发薪|报税|申报|缴|关单|删除|清空|销毁|失效|作废|停(?:机|服|用|水|电|气)|扣款"
    r"|还款|逾期|入住|退房|搬|出发|出差|截标|投标|开标|提交|答辩|签(?:约|证)|就要|赶|办(?:婚|丧|酒|会|展)|来不及|就(?:没|晚|废|死|坏|烂|丢|不|全)|一过"
)
_LIMIT_WORD = re.compile(
    r"(?:截止|到期|为止|关闭|失效|作废|过期|就不|之前|前|就来不及|就晚了|一过)"
)
_SPOKEN_EN = re.compile(r"\b(?:what time|when|do you|are you|is it) [^.?!\n]{0,60}$")
_BEEN_ZH = re.compile(
    r"[^就]{0,8}?(?:(?<!不)过(?![期时])|(?<!就)了(?!$)|没[来去到有人]|被|写的|转正|全?恢复|停在|吼)"
)
_ASKED_ZH = re.compile(r"几点|开门|营业|能带|能不能|可以.{0,4}吗")
_VAGUE_ZH = re.compile(r"(?:打算|准备|计划|麻烦|送|寄|安排|来|给|办|上门|换|修|退)")


def deadlines(text: str, now: datetime) -> list[Moment]:
    """Times by which something is asked for or is lost, in order of the text.

    ``now`` in the reader's zone. Of what passed, only a limit of this day still presses.
    How sure it is of each is its ``sure``.
    """
    found = []
    for moment in named(text, now):
        if not _open(moment, now):
            continue
        rule = ruled(text, moment, now)
        sure = judge().score(signs(text, moment, now, ruled=rule))
        if sure > CUT["zh" if _chinese(text, moment) else "en"]:
            found.append(replace(moment, sure=sure))
    return found


def named(text: str, now: datetime) -> list[Moment]:
    """Every time that a text names, in order; of two that overlap the longer."""
    found = english.times(text, now)
    if HAN.search(text):
        found += chinese.times(text, now)
    found.sort(key=lambda m: (m.start, -m.end))
    apart: list[Moment] = []
    for moment in found:
        if not apart or moment.start >= apart[-1].end:
            apart.append(moment)
    return apart


def ruled(text: str, moment: Moment, now: datetime) -> bool:
    """Whether rules by hand take a time for a deadline.

    It has a limiting word (by, before, 前, 内), or lies ahead with a day; a bare "today"
    or clock needs a word of obligation in its clause. Past times, since when something is
    wrong, habits, opening hours and others' promises are none.
    """
    if _chinese(text, moment):
        return _presses_zh(text, moment, now)
    return _presses_en(text, moment, now)


def _chinese(text: str, moment: Moment) -> bool:
    return HAN.search(text, moment.start, moment.end) is not None


def _open(moment: Moment, now: datetime) -> bool:
    late = moment.today and now - moment.due < timedelta(hours=12)
    return moment.due >= now or late


def _clause(text: str, moment: Moment, far: int) -> tuple[str, str]:
    """The words of the time's own clause, before it and behind it."""
    before = text[max(0, moment.start - far) : moment.start]
    marks = list(_CLAUSE.finditer(before))
    after = text[moment.end : moment.end + far]
    stop = _CLAUSE.search(after)
    return before[marks[-1].end() :] if marks else before, after[
        : stop.start() if stop else None
    ]


def _presses_en(text: str, moment: Moment, now: datetime) -> bool:
    before = text[max(0, moment.start - 40) : moment.start]
    past = _PAST_EN.search(before) and not _TO_BE_EN.search(before)
    if _HOURS_EN.search(before) and moment.bare and not moment.until:
        return False
    if _AFTER_EN.match(text, moment.end) or (past and not moment.until):
        return False
    named = text[moment.start : moment.end]
    said_now = _IS_EN.search(before) and not moment.until
    if said_now and not named.startswith(("tomorrow", "the day after")):
        return False
    if (_SPOKEN_EN.search(before) or _NAME_EN.search(before)) and not moment.until:
        return False
    own, rest = _clause(text, moment, _FAR)
    sentence = text[max(0, moment.start - _FAR) : moment.end + 50]
    vague = moment.today and not moment.clock
    needed = moment.until or bool(_NEED_EN.search(own) or _NEED_EN.search(rest))
    if moment.wide and not moment.until and not _ASKS_EN.search(own + named):
        return False
    if named.startswith(("in ", "within the hour")) and _PERFECT_EN.search(own):
        return False
    if not needed and not (vague and _PERFECT_EN.search(own)):
        needed = bool(_EVENT_EN.search(own[-40:]) or _EVENT_EN.search(rest[:25]))
    if not needed and moment.clock and not moment.bare:
        needed = bool(_NEED_EN.search(sentence))
    if vague and not moment.until and _PERFECT_EN.search(own):
        return False
    return _ahead(moment, now, needed, moment.until)


def _presses_zh(text: str, moment: Moment, now: datetime) -> bool:
    before = text[max(0, moment.start - 8) : moment.start]
    told = bool(_PAST_ZH.search(before)) and not (
        moment.until and re.search(r"(?:通知我?|说)$", before)
    )
    if told or _AFTER_ZH.match(text, moment.end):
        return False
    own, rest = _clause(text, moment, 16)
    named = text[moment.start : moment.end]
    near = own[-14:] + named + rest
    needed = moment.until or bool(_NEED_ZH.search(near))
    limit = moment.until or bool(_LIMIT_WORD.match(text[moment.end : moment.end + 10]))
    if moment.wide and not needed and (not _VAGUE_ZH.search(near) or "没" in rest):
        return False
    loose = not (moment.until or moment.clock)
    if loose and not limit and _BEEN_ZH.match(rest) and "就" not in rest:
        return False
    if not moment.until and _ASKED_ZH.search(rest):
        return False
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
