"""Chinese and Arabic numbers as people write them in times: 三, 二十五, 两三, 十来, 仨."""

from __future__ import annotations

HAN = "零〇一二两三四五六七八九十廿百半几俩仨"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "仨": 3, "几": 5,
}  # fmt: skip


def number(text: str) -> float:
    """Read a number under ten thousand; ``半`` is a half, 两三 (two or three) is three."""
    if text[0].isdecimal():
        return float(text)
    if text == "半":
        return 0.5
    total, digit = 0, 0
    for char in text.replace("廿", "二十").replace("半", ""):
        if char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS.get(char, 0)
    return float(total + digit)
