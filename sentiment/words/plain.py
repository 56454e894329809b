"""What a message says once manners, insults, capitals and punctuation are taken away."""

from __future__ import annotations

import re

_MANNERS = re.compile(
    # English manners
    r"\b(?:(?:many |much )?thank(?:s| you)(?: (?:so|very) much| a lot| kindly"
    r"| again)*(?: in advance| for (?:your|the|any) (?:\w+ )?(?:help|time|patience"
    r"|understanding|attention|assistance|support|consideration|reply|response"
    r"|cooperation))?(?=\s*(?:[.!,;\n]|$|and (?:kind|best)))"
    r"|(?:kind(?:est)?|best|warm|many) (?:regards|wishes)|regards|sincerely"
    r"|yours (?:faithfully|truly|sincerely)|cheers|(?:dear|hello|hi|hey"
    r"|good (?:morning|afternoon|evening|day))(?: (?:sir|madam|all|team|there|support"
    r"|everyone|both))*"
    r"|if (?:it is|it's) not too much trouble|if you (?:would|could"
    r"|don't mind)(?: be so kind)?|would you (?:be so kind|kindly|mind)"
    r"|be so kind as to|i (?:would|'d) (?:really |greatly |very much )?(?:appreciate"
    r"|be (?:very |so )?grateful)(?: (?:it|if you|your help))?|(?:much|greatly"
    r"|really) appreciated|sorry to (?:bother|trouble)(?: you)?|excuse me|please|pls"
    r"|kindly|i hope (?:this|you)[^.!?\n]{0,40}(?:well|fine)|hope you are well"
    r"|with all due respect|have a (?:nice|good|great|lovely) (?:day|evening|weekend"
    r"|one)"
    # Insults and swearing
    r"|(?:you|u)(?: (?:are|r|'re))?(?: (?:all|such|a|an|the|bunch of|absolute|complete"
    r"|total|utter|bloody|fucking|pack of|lot of|useless|stupid"
    r"|worst))*(?: ?(?:idiots?|morons?|clowns?|imbeciles?|fools?|jerks?|bastards?"
    r"|crooks?|liars?|amateurs?|incompetents?|muppets?|dimwits?|losers?|useless|stupid"
    r"|pathetic|worthless|incompetent|hopeless|disgrace|company ever|a joke))+"
    r"|(?:what|such) (?:a |an )?(?:bunch of |absolute |utter |complete "
    r"|total )*(?:idiots?|morons?|clowns?|fools|joke|shambles|disgrace"
    r"|mess of a company|crap|garbage|rubbish|bullshit)|(?:this|it|that)(?: is"
    r"|'s) (?:just |so |absolutely |completely |utterly |totally |beyond |fucking "
    r"|bloody )*(?:ridiculous|pathetic|disgraceful|outrageous|unacceptable"
    r"|disgusting service|a disgrace|a joke|a farce|shameful|bullshit|insane|appalling)"
    r"|shame on you|(?:go to|what the) hell|for (?:god's|heaven's|pete's|fuck's"
    r"|crying out loud) ?(?:sake)?|damn(?:ed|it)?|bloody|f\*+\w*|fuck(?:ing|ed|s)?"
    r"|shit(?:ty)?|crap(?:py)?|bullshit|arse(?:holes?)?|ass(?:holes?)|bastards?"
    r"|idiot(?:s|ic)?|morons?|imbeciles?|clowns?|incompeten(?:t|ce)|useless (?:lot"
    r"|people|company|service|support|bunch)|worst (?:company|service|support"
    r"|customer service)(?: ever| in the world| i have ever \w+)?|do your (?:damn "
    r"|bloody )?jobs?|are you (?:stupid|deaf|blind|kidding(?: me)?|serious))\b"
    # Chinese
    r"|谢谢(?:您|你|你们|大家|各位)?(?:了|啦)?(?:!|。|,|~|$)|(?:多谢|感谢|十分感谢|非常感谢|万分感谢|先谢过|不胜感激"
    r"|感激不尽)(?:您|你们?)?(?:的)?(?:帮助|支持|理解|配合|耐心|关注)?(?:了)?(?:!|。|,|~|$)|(?:您|你)们?好"
    r"|尊敬的\S{0,6}|麻烦(?:您|你|你们|各位)?(?:了|一下)?|劳(?:驾|烦)(?:您|你们)?|辛苦(?:您|你们?|各位|大家)?(?:了"
    r"|啦)|拜托(?:了|您|你们)?|打扰(?:了|您)?|不好意思|冒昧|此致|敬礼|祝(?:好|商祺|您生活愉快|工作顺利)|烦请|恳请|请您?"
    r"|请(?=[^问教假客柬示罪])|如果方便的话?|方便的话"
    r"|(?:你们?|一群|这群|这帮|这些|全是|都是|简直|真是|一帮)*(?:废物|垃圾(?:公司|客服|平台|服务|玩意|东西|软件"
    r"|系统)?(?=[!。,!?\n]|$)|蠢货|白痴|饭桶|骗子公司|傻[子逼瓜Xx]|智障|脑残|王八蛋|混蛋|混账|畜生|猪脑子|没用的东西|狗屁|放屁"
    r"|他妈的?|妈的|tmd|卧槽|我靠|操你\S?|滚蛋|去死|不要脸|无耻|可耻|恶心人|丢人|什么玩意儿?|什么东西|有病(?:吧|啊)|有毛病(?:吧|啊)"
    r"|脑子进水|瞎了|气死(?:我|人)了?|太(?:差劲|离谱|过分|不像话|气人|可恶)了?|岂有此理|不像话|烂透了?|坑人|黑心)",
)
_MARKS = re.compile(r"[^\w\s']|_|\d")
SENTENCE = re.compile(r"(?<=\w)[.!?;。；\n]+(?=\s|$|[\u3400-\u9fff])|[!?。；;\n]")


def calm(text: str) -> str:
    """The folded text with manners and insults blanked, place for place."""
    return _MANNERS.sub(lambda found: " " * len(found.group()), text)


def plain(text: str) -> str:
    """The folded text with manners, insults and marks blanked and digits made alike.

    So adding them, or shouting, leaves what a head sees nearly the same. Place for
    place the same length as ``text``.
    """
    return _MARKS.sub(lambda mark: "0" if mark.group().isdecimal() else " ", calm(text))
