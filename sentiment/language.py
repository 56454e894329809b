"""Which language a text is in, and a folded view of it that keeps every offset."""

from __future__ import annotations

import re
from dataclasses import dataclass

NEAR, LONGEST = 6, 40  # characters by which what is quoted grows to be whole
LIMIT = 20_000  # code points read; what lies beyond is kept by intake but not scored

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-"
    "\U000e007f]"
)
_CONTROL = {code: " " for code in range(32) if code not in (9, 10, 13)} | {127: " "}
_TRADITIONAL = (
    "點点時时間间號号週周裡里內内後后開开關关機机電电話话連连線线網网斷断無无沒没辦办進进"
    "請请問问謝谢讓让還还過过錢钱帳账戶户轉转門门嗎吗們们個个這这為为會会說说對对錯错誤误"
    "壞坏換换貨货單单產产業业員员傷伤險险燒烧煙烟氣气體体醫医藥药孩孩場场車车輛辆飛飞燈灯"
    "顯显頁页碼码驗验證证資资訊讯庫库數数據据檔档傳传發发報报導导遺遗丟丢復复舊旧暫暂應应"
    "當当現现將将從从來来幾几兩两歲岁裝装設设備备維维護护陣阵條条樓楼層层廠厂廣广務务費费"
    "額额稅税買买賣卖貴贵賬账退退訂订購购運运輸输送送該该誰谁處处買买麼么樣样經经結结給给"
    "絡络緊紧級级總总繳缴續续織织縮缩繫系臉脸臟脏聽听聯联職职腦脑膠胶興兴舉举節节蘭兰虧亏"
    "術术衛卫裏里規规視视覺觉觀观計计訴诉診诊詐诈認认語语課课談谈調调謊谎護护變变貼贴質质"
    "贈赠趕赶跡迹蹤踪軟软載载較较輕轻辭辞邊边達达遠远適适選选郵邮醜丑針针釋释鎖锁錄录鐘钟"
    "鐵铁長长閉闭閱阅隊队陽阳際际隨随雖虽雙双難难雲云靈灵靜静響响項项順顺須须預预領领頭头"
    "題题願愿類类風风飯饭飲饮餘余館馆驚惊驗验麗丽齊齐龍龙嚇吓嚴严圍围國国圖图團团執执奪夺"
    "嬰婴學学實实審审寫写寶宝尋寻屬属師师帶带幫帮幹干庫库廢废彈弹強强徑径復复悶闷惡恶惱恼"
    "愛爱態态慘惨慣惯憂忧憤愤懷怀戰战擇择擋挡擔担據据擴扩擾扰攔拦敗败敵敌斃毙書书條条棄弃"
    "檢检權权歡欢歲岁殘残殺杀氣气決决況况淚泪測测溫温準准滅灭滿满漏漏漲涨潔洁濕湿灣湾災灾"
    "為为爛烂爭争爺爷牆墙狀状獎奖獨独獲获環环異异療疗癥症監监盜盗眾众睏困矯矫礙碍禮礼種种"
    "稱称穩稳競竞筆笔範范簡简簽签籠笼納纳純纯紀纪紅红細细終终組组絕绝統统綁绑緩缓編编縣县"
)
_PUNCTUATION = {
    "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "「": '"', "」": '"', "–": "-",
    "—": "-", "−": "-", "\u00a0": " ", "\u3000": " ", "。": "。",
}  # fmt: skip
_FOLD = (
    _CONTROL
    | {0xFF01 + i: chr(0x21 + i).lower() for i in range(94)}
    | {ord(a): b for a, b in _PUNCTUATION.items()}
    | {
        ord(a): b
        for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)
        if a != b
    }
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f']+")
_IN_WORD = re.compile(rf"(?!{_HAN.pattern})[^\W_]|['’]")
_RUN = re.compile(rf"{_HAN.pattern}+|{_WORD.pattern}")
_LETTER = re.compile(r"[^\W\d_]")
_QUOTED_LINE = re.compile(r"^[ \t]*[>|].*$", re.M)
_QUOTED_REST = re.compile(
    r"^[ \t]*(?:-{3,} ?(?:original message|forwarded message|原始邮件|转发的?邮件).*"
    r"|on [^\n]{4,90} wrote:.*|在[^\n]{4,80}写道:?.*|[^\n]{2,60}于[^\n]{4,50}写道:?.*"
    r"|from: [^\n]{2,120}\n(?:sent|date|to|subject|cc): .*"
    r"|发件人: ?[^\n]{2,120}\n(?:发送时间|日期|收件人|主题).*)",
    re.M | re.S,
)


@dataclass(frozen=True, slots=True)
class View:
    """A text folded for reading, each place of which leads back to the source.

    ``text`` is lower-cased, full width and traditional forms made plain, invisible and
    direction-changing characters left out. ``own`` is the same with quoted history
    blanked out, place for place. ``origin`` maps places to the source (None: identity).
    """

    source: str
    text: str
    own: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Places in the source for ``text[start:end]``."""
        if self.origin is None or end <= start:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def view(source: str) -> View:
    """Fold at most LIMIT code points of any string; never raises."""
    capped = source[:LIMIT]
    origin: tuple[int, ...] | None = None
    text = capped
    if _INVISIBLE.search(capped):
        origin = tuple(i for i, c in enumerate(capped) if not _INVISIBLE.match(c))
        text = "".join([capped[i] for i in origin])
    text = _lower(_lower(text).translate(_FOLD))
    return View(capped, text, _blank_quotes(text), origin)


def _lower(text: str) -> str:
    """Lower-cased place for place: the few letters that would grow (İ) stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join([low if len(low := c.lower()) == 1 else c for c in text])


def language(source: str) -> str:
    """Say ``zh``, ``en``, ``mixed``, or ``und`` where there are no letters to tell by.

    A Chinese word is counted as 1.6 characters; a few foreign names or terms do not make
    a text mixed.
    """
    text = source[:LIMIT]
    chinese = len(_HAN.findall(text)) / 1.6
    english = len(_WORD.findall(text))
    if chinese + english == 0:
        return "und" if not _LETTER.search(text) else "en" if text.isascii() else "und"
    share = chinese / (chinese + english)
    return "en" if share < 0.12 else "zh" if share > 0.6 else "mixed"


def leading(source: str) -> str:
    """``zh`` or ``en``: whose words are more; ``und`` where there are none."""
    text = source[:LIMIT]
    chinese, english = len(_HAN.findall(text)) / 1.6, len(_WORD.findall(text))
    return "und" if chinese + english == 0 else "zh" if chinese > english else "en"


def stretches(source: str) -> list[tuple[int, int, str]]:
    """Which parts are Chinese and which English: (start, end, ``zh`` or ``en``), in order.

    A stretch goes on over marks, digits and spaces until letters of the other language.
    """
    found: list[tuple[int, int, str]] = []
    for match in _RUN.finditer(source[:LIMIT]):
        name = "zh" if _HAN.match(match.group()) else "en"
        if found and found[-1][2] == name:
            found[-1] = (found[-1][0], match.end(), name)
        else:
            found.append((match.start(), match.end(), name))
    return found


def whole(source: str, start: int, end: int) -> tuple[int, int]:
    """Places of the whole words that ``source[start:end]`` lies in: no word is quoted cut.

    Chinese parts no words: there it goes on to the mark that begins or ends the clause, if
    that is at most NEAR away. Words longer than LONGEST stay cut.
    """
    if end <= start:
        return start, end
    return _edge(source, start, -1), _edge(source, end - 1, 1) + 1


def _edge(source: str, place: int, step: int) -> int:
    """The last place of a word or a Chinese clause, on the way from a place in it."""
    chinese = _HAN.match(source[place]) is not None
    inside, most = (_HAN, NEAR) if chinese else (_IN_WORD, LONGEST)
    for far in range(most + 1):
        after = place + step * (far + 1)
        if not 0 <= after < len(source) or not inside.match(source[after]):
            return place + step * far
    return place


def _blank_quotes(text: str) -> str:
    """Blank what the writer only quotes from earlier mail, unless nothing else is left."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found.group())

    own = _QUOTED_REST.sub(blank, _QUOTED_LINE.sub(blank, text))
    return own if own.strip() else " " * len(text)
