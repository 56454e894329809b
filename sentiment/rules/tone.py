"""Words of tone: manners, insults, swearing and the say-so of anger, in both languages.

They tell of a feeling, never of harm or time, so urgency is read without them. A word that
may also name harm ("sick", 骗子, 恶心) is here only in a form that does not.
"""

from __future__ import annotations

import re

_VERY = (
    r"(?:(?:so|very|really|absolutely|extremely|totally|completely|utterly|quite|pretty"
    r"|beyond|just|truly|bloody|fucking|damn|simply|such|frankly|honestly|a|an|the"
    r"|bunch of|pack of|lot of|load of|piece of|total|complete|utter|absolute|all"
    r"|nothing but|big|bigger|biggest|worst|lying|greedy) ){0,6}"
)
_FOOLS = (
    r"(?:idiots?|morons?|clowns?|imbeciles?|fools?|jerks?|bastards?|crooks?|liars?"
    r"|amateurs?|muppets?|dimwits?|losers?|scumbags?|pigs?|wankers?|twats?|pricks?"
    r"|dickheads?|cretins?|numpt(?:y|ies)|buffoons?|nitwits?|halfwits?|donkeys?"
    r"|cowboys|parasites?|leeches|scum|trash|garbage|rubbish|crap|bullshit|bs|joke|farce"
    r"|shambles|disgrace|circus|useless|stupid|dumb|pathetic|worthless|incompetent(?:s)?"
    r"|incompetence|hopeless|lazy|clueless|brainless|heartless|shameless|despicable"
    r"|disgusting|horrible|terrible|awful|the worst|company ever|horrendous|ridiculous"
    r"|absurd|disgraceful|outrageous|unacceptable|shameful|insane|appalling|ludicrous"
    r"|inexcusable|atrocious|abysmal|laughable|infuriating|insulting|sickening"
    r"|maddening|unbelievable|unreal)"
)
_THEY = r"(?:company|service|support|people|lot|team|bunch|outfit|firm|app|website|staff)"
_ANGRY = (
    r"(?:angry|furious|livid|fuming|annoyed|frustrated|irritated|outraged|enraged|raging"
    r"|mad|fed up|pissed(?: off)?|disgusted|appalled|disappointed|sick and tired"
    r"|sick of (?:you|this|it|your \w+)|at the end of my (?:tether|rope)|seething"
    r"|losing (?:my patience|patience|it)|out of patience)"
)
_END = r"(?=\s*(?:[.!?,;:\n)]|$))"
_HELLO = (
    r"(?:dear|hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: (?:sir|sirs|madam|all|team|there|support|everyone|everybody|both|or|and|you"
    r"|customer (?:service|support|care)|service|desk|folks|guys|colleagues|friends)){0,5}"
)
_ENGLISH = (
    # Manners
    r"(?:many |much |big |with |my |our )?(?:thanks|thank (?:you|u)|thankyou|thx|tysm|tia)"
    r"(?: (?:so|very|ever so) much| a (?:lot|million|bunch|ton)| kindly| again"
    r"| you(?= (?:so|very))| all| everyone| guys| team){0,4}(?: in advance"
    r"| (?:for|and) (?:your|the|any|all your|all) (?:\w+ )?(?:help|time|patience"
    r"|understanding|attention|assistance|support|consideration|reply|response|effort"
    r"|efforts|cooperation|hard work|kindness))?"
    r"(?=\s*(?:[.!,;\n)]|-|$|and (?:kind|best|warm)))"
    r"|(?:with |my |our )?(?:kind(?:est)?|best|warm(?:est)?|many|all good) (?:regards"
    r"|wishes)|best regards|regards|(?:yours )?(?:faithfully|truly|sincerely"
    r"|respectfully|cordially)(?: yours)?"
    + _END
    + r"|all the best"
    + _END
    + r"|cheers(?=\s*(?:[.!,;\n)]|-|$))"
    rf"|{_HELLO}|much obliged"
    r"|(?:please|pls|plz|kindly) (?:help|assist)(?: (?:me|us))?(?: out)?"
    r"(?: with (?:this|it|that))?" + _END + r"|pretty please|please|pls|plz|kindly"
    r"|if (?:it is|it's|that is|that's) not too much trouble|if (?:at all )?possible"
    r"|if you (?:would|could|don't mind)(?: be so kind)?"
    r"|would you (?:be so kind|be kind enough|kindly|mind)|(?:be )?so kind as to"
    r"|i (?:would|'d|will|do) (?:really |greatly |very much |truly |be ){0,3}(?:appreciate"
    r"(?: (?:it|this|that|if you|your help|any help|your \w+))?|grateful(?: (?:if you"
    r"|for (?:your|any) (?:help|assistance|support)))?)"
    r"|(?:any|your) (?:help|assistance|support) (?:is|would be|will be) (?:much |greatly "
    r"|really |very |highly )?(?:appreciated|welcome)|(?:much|greatly|really|highly"
    r"|very much) appreciated|appreciate (?:it|your help|your time)" + _END + r"|"
    r"(?:so |very |really |i'm |i am |we're |we are ){0,3}sorry (?:to|for)"
    r" (?:bother(?:ing)?|trouble|troubling|disturb(?:ing)?|the (?:bother|trouble"
    r"|inconvenience))(?: you)?"
    r"(?: with this| again)?(?:,? but)?|excuse me|pardon me|i beg your pardon"
    r"|i hope (?:this|you|all|everyone)[^.!?,\n]{0,40}(?:well|fine|great|good)"
    r"(?: (?:day|week))?|hope (?:you are|you're|all is) well|with all due respect"
    r"|(?:that|it|this|which)(?: would|'d| will) be (?:(?:so|really|very|just) )?(?:lovely"
    r"|great|wonderful|brilliant|fantastic|amazing|super|perfect|nice|kind)" + _END + r"|"
    r"respectfully|have a (?:\w+ )?(?:nice|good|great|lovely|pleasant|wonderful)"
    r" (?:day|evening|weekend|week|one)(?: ahead)?"
    r"|(?:(?:i|we) )?(?:am |are |'m |'re )?look(?:ing)? forward to (?:your (?:reply"
    r"|response|answer)|hearing (?:back )?from you)"
    r"|(?:could|can|would|will) you (?:possibly )?(?:help|assist)(?: (?:me|us))?"
    r"(?: out)?(?: with (?:this|it|that))?" + _END + r"|you(?:'re| are) (?:very |so |the "
    r"|all ){0,3}(?:kind|wonderful|lovely|best)|bless you|god bless(?: you)?"
    # Insults, swearing, anger told
    rf"|(?:you|u|ya)(?: (?:are|r|lot are|guys are|people are|lot|guys|people)|'re)? {_VERY}"
    rf"{_FOOLS}(?:,? (?:and |or |you )?{_FOOLS}){{0,4}}(?: {_THEY})?"
    rf"|(?:your|this|the|what) (?:\w+ )?{_THEY} (?:is|are) {_VERY}{_FOOLS}"
    rf"|(?:what|such) {_VERY}{_FOOLS}(?: {_FOOLS})?(?: of a {_THEY})?"
    rf"|(?:this|it|that|which)(?: is|'s) {_VERY}{_FOOLS}"
    rf"|(?:^|(?<=[.!?\n] )|(?<=\n)){_VERY}{_FOOLS}" + _END + r"|"
    rf"(?:i|we)(?:'m|'re| am| are) {_VERY}(?:getting )?{_ANGRY}(?: (?:with|at|by|about|of)"
    rf" (?:(?:all of )?you(?: all| people| guys| lot)?|this|it|your (?:\w+ )?{_THEY}"
    r"|all (?:this|of (?:this|you))))?"
    r"|(?:i|we) (?:fucking |really |absolutely )?hate (?:you|this (?:company|app|service))"
    r"(?: (?:all|people|guys|lot))?|i(?:'ve| have) had enough(?: of (?:this|you|it))?"
    r"|how dare you|shame on you|(?:go to|what the|fucking|bloody) (?:hell|fuck|heck)"
    r"|for (?:god's|goodness|heaven's|pete's|fuck's|christ's|crying out loud)(?: sake)?"
    r"|(?:oh )?my (?:god|goodness)|jesus(?: christ)?|(?:god ?)?damn(?: it|ed|it)?"
    r"|bloody|f\*+\w*|s\*+t|(?:mother)?fuck(?:ing|in|ed|s|ers?|wits?)?|wtf|ffs|stfu|omfg"
    r"|shit(?:ty|s|show)?|crap(?:py)?|bull ?shit|arse(?:holes?)?|ass(?:holes?)"
    r"|bastards?|idiot(?:s|ic)?|morons?|imbeciles?|clowns?|incompeten(?:t|ce|ts)"
    rf"|(?:useless|stupid|pathetic|worthless|lousy|rotten) {_THEY}"
    r"|worst (?:company|service|support|customer service|app|firm)(?: ever"
    r"| in the (?:world|country)| i(?:'ve| have) ever \w+)?"
    r"|do your (?:damn |bloody |fucking )?jobs?|get (?:your act together|a grip|lost)"
    r"|wake up,? you\b|are you (?:all |people |guys )?(?:stupid|deaf|blind|dumb|insane"
    r"|mad|kidding(?: me)?|serious|joking|asleep|out of your minds?)"
    r"|screw you|piss off|drop dead|go to hell|you(?:'ve| have) got to be (?:kidding"
    r"|joking)(?: me)?|you make me sick|you disgust me|(?:give|gave) me a break"
)
_POLITE_ZH = r"(?:您们?|你们?|大家|各位|贵司|贵公司)?"
_YOU = r"(?:(?:您|各位)(?![的们好已有])|(?:你们?|大家)(?=一下|了|\s*[,。!、]|$))?"
_CLOSE = r"(?=\s*(?:[!?。.,;、\n)~]|$))"
_RUDE = (
    r"(?:废物|饭桶|蠢货|蠢猪|蠢蛋|蠢驴|笨蛋|笨猪|白痴|智障|脑残|弱智|傻[子逼瓜叉缺帽蛋xb]|煞笔|沙雕|王八蛋|混蛋|混账|畜生"
    r"|猪脑子|猪|狗东西|狗屁|杂种|贱人|人渣|败类|流氓|无赖|吸血鬼|草包|窝囊废|骗子|垃圾(?!桶|车|站|袋|箱|房|分|处|清|焚|短信|邮件|场)"
    r"|没用的东西|不要脸|无耻|缺德|黑心|无良|奸商|坑货|辣鸡|瞎子|聋子|死人|饭桶)"
)
_CHINESE = (
    rf"(?:多|十分|非常|万分|真心|真是|真的|太|先|在此|衷心|提前)?(?:(?:谢谢)+|感谢|谢过|拜谢|跪谢|谢啦|谢了){_POLITE_ZH}"
    r"(?:的)?(?:帮助|支持|理解|配合|耐心|关注|帮忙|谅解|合作)?(?:了|啦|啊|哦|哈)?"
    + _CLOSE
    + r"|多谢"
    rf"{_POLITE_ZH}(?:了|啦)?|(?:不胜|万分|非常|十分)感[激谢](?:不尽)?|感激不尽|{_POLITE_ZH}辛苦{_POLITE_ZH}(?:了|啦)"
    r"|(?:您|你)们?好(?=[^不像多少歹几意]|$)|尊敬的(?:客服|先生|女士|领导|老师|各位|贵司|公司|商家|同事){0,4}(?:您|你)?们?好?"
    r"|(?<!\w)亲(?=[,!~。])|亲爱的(?:客服|商家|老师|朋友|你们)?|(?:大家|各位|老师|客服|同志|领导)好|(?:早上|上午|中午|下午|晚上)好"
    rf"|(?:抱歉|对不起)?(?:麻烦|劳驾|劳烦|有劳|烦请|烦劳|拜托|恳请|恳求|求求|敬请|打扰|打搅){_YOU}(?:了|一下(?:了)?)?(?=[^的]|$)"
    rf"|不好意思(?:啊|哈)?|冒昧(?:了|问一下|打扰)?|(?:提前)?祝{_POLITE_ZH}(?:好|商祺|生活愉快|工作顺利|工作愉快)"
    r"|顺(?:祝|颂)(?:商祺|时祺|安好)|此致|敬礼|(?:谨|敬)上|期?盼(?:复|回复)|期待(?:您|你们?)?的?(?:回复|答复)|静候佳音"
    rf"|(?<![申邀聘宴约提吁])请{_YOU}(?!问|教|柬|示(?!范)|罪|辞|假(?![肢日期牙冒装])|客(?![户人服房车厅])|神|安(?![全排装保置检]))|如果?方便的话?|如方便|方便的话|可以的话"
    r"|(?:好吗|行吗|可以吗)(?=\s*[?。!]|$)"
    # Insults, swearing, anger told
    rf"|(?:(?:你们?|您们?|贵司|一群|这群|这帮|这些|这个|全是|全都是|都是|就是|简直是?|真是?|真的是|一帮|一堆|一窝|什么)"
    rf"(?:你们?|您们?|一群|这群|这帮|些|个|的|都|真|就|全|是|一帮|一堆|一窝){{0,6}})?{_RUDE}"
    r"(?:们|一样|一群|公司|客服|平台|服务|玩意儿?|东西|软件|系统|产品|商家){0,3}(?=\s*[!?。.,;、\n~]|$|你们?|您)"
    r"|(?:废物|饭桶|蠢货|蠢猪|白痴|智障|脑残|傻[子逼瓜叉]|煞笔|王八蛋|混蛋|混账|畜生|猪脑子|狗屁)(?:们)?"
    r"|放屁|(?:他|你|去你|我去你)妈(?:的|逼)|妈的|tmd|nmd|卧槽|我[靠操擦艹]|[操艹草](?:你|泥马|蛋)\S?|尼玛|滚(?:蛋|开|吧|犊子)|给我滚"
    r"|去死吧?|丢人(?:现眼)?|什么(?:破|垃圾|烂|狗屁|鬼)?(?:玩意儿?|态度|东西|公司|服务|素质|水平)(?=\s*[!?。.,;、\n]|$)"
    r"|(?:破|烂|垃圾)(?:公司|平台|客服|软件)|有病(?:吧|啊)|有毛病(?:吧|啊)|神经病|脑子(?:有病|进水(?:了)?|坏了)|瞎了(?:眼)?"
    r"|(?:真是)?(?:气|急|烦)死(?:我|人|个人)了?|气炸了|(?:太|真是?|简直|实在是?|真的)(?:差劲|离谱|过分|不像话|气人|可恶|让人(?:生气|愤怒"
    r"|恼火|无语|失望)|太过分|让人气愤|恶心人?|恶劣|荒唐|荒谬|可笑)了?|恶心(?:死了|人)|岂有此理|不像话|烂透了?|坑人|坑爹|可耻|欺人太甚"
    r"|(?:我|我们)?(?:真的?|现在|已经|非常|十分|很|特别|极其|太|快要?|都|要){0,5}(?:生气|愤怒|恼火|气愤|火大|暴怒|抓狂|无语|不满|忍无可忍"
    r"|受够)(?:了|啦)?"
    + _CLOSE
    + r"|(?:我|我们)(?:真的?|非常|十分|很|特别|极其|太)(?:生气|愤怒|恼火|气愤|火大)(?:了)?"
    r"|忍无可忍|受够(?:你们|了)+|良心(?:都)?被狗吃了|吃干饭的?|(?:你们)?(?:还)?(?:要不要脸|有没有良心|是人吗)|脸都不要了"
    r"|会不会做(?:事|生意|人)啊?|干什么吃的|呵呵"
)
# What an alternative may begin with is said first, so that most places cost one look.
TONE = re.compile(rf"\b(?=[a-z])(?:{_ENGLISH})\b|(?=[\u3400-\u9ffftn])(?:{_CHINESE})", re.M)
SMILES = re.compile(
    r"(?<!\w)(?:[:;=8x][-'^]?[)(\]\[dp/\\|o3@*]+|>:[(\[]|<3|\^[_.]?\^|[t;][_.][t;]|-_-|orz)(?!\w)"
    r"|\[(?:微笑|愤怒|发怒|怒骂?|抱拳|流泪|大哭|强|赞|鼓掌|玫瑰|握手|合十|再见|呲牙|捂脸|吐血|抓狂|鄙视|爱心|哭|怒火)\]"
    "|[\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\u20e3\U0001f000-\U0001faff]"
)
# Words that mean nothing beside tone: a sentence of these and of tone is tone as a whole.
EMPTY = re.compile(
    r"\b(?:i|we|you|he|she|they|it|this|that|these|your|my|our|the|an?|is|are|am|was|were"
    r"|be|been|so|such|what|how|very|really|just|all|company|service|support|team|people"
    r"|customers?|staff|app|website|firm|look|into|can|could|would|will|do|does"
    r"|someone|anyone|and|or|but|to|for|of|with|at|in|on|if|me|us|now|again"
    r"|hope|see|check|hear|soon|sugar|top|whom|may|concern|grateful|appreciate"
    r"|seriously|literally|honestly|simply|too|totally|absolutely|completely|even|like"
    r"|there|here|get|make|from|by|as|who|whoever|these|those)\b"
    r"|你们?|您们?|我们?|他们|贵司|客服|公司|服务|平台|态度|老师|商家|店家|软件|系统|是不是|是|都|太|真|很|好|非常|极其|简直|的|了|吗|呢"
    r"|啊|吧|呀|能否|能不能|能|可以|可否|帮忙|帮|看看|看一下|看|一下|处理|这个?|那|给|就|还|什么|怎么|到底|会|要|快|点|人|在|也|把"
)
SHARP = re.compile(
    r"\b(?:sucks?|stinks?|terrible|horrible|awful|appalling|ridiculous|pathetic|useless"
    r"|rubbish|garbage|shame|shameful|thie(?:f|ves)|liars?|screw|damn|hate|disgusting|best"
    r"|worst|lazy|stupid|dumb|fools?|greedy|joke|unbelievable|unacceptable|concern|outrageous"
    r"|disgraceful|ty)\b"
    r"|烂|差(?:劲)?|猪|有病|傻子?|眼?瞎|[操靠滚艹]|离谱|烦|恶劣|无语|不行|坑|过分|失望|丢脸|垃圾|糟糕|可恶|讨厌|恶心"
)
