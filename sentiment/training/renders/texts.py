"""What stands in drawn pictures: customers' lines, dialogs, orders, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

_SITUATIONS = Path(__file__).parents[1] / "situations"

_ENGLISH: tuple[Callable[[Random], str], ...] = (
    lambda r: f"Order {r.randint(10_000, 999_999)} was not delivered",
    lambda r: f"Error code 0x{r.randint(0x80000000, 0x8FFFFFFF):08X}",
    lambda r: f"HTTP {r.choice((400, 403, 404, 500, 502, 503))}: the request failed",
    lambda r: f"Total: {r.randint(5, 4000)}.{r.randint(0, 99):02d} EUR",
    lambda r: (
        f"Please reply before {r.randint(8, 19)}:{r.choice((0, 15, 30)):02d} on Friday"
    ),
    lambda r: f"Tracking number {r.choice('ABKMR')}{r.randint(10**7, 10**8 - 1)}",
    lambda r: (
        f"Invoice INV-{r.randint(1000, 9999)} is due on {r.randint(1, 28)} March 2026"
    ),
    lambda r: "Cannot connect to the server. Check your network and try again.",
    lambda r: f"Battery at {r.randint(1, 99)}% after {r.randint(2, 60)} minutes",
)
_CHINESE: tuple[Callable[[Random], str], ...] = (
    lambda r: f"订单编号{r.randint(10_000, 999_999)}尚未送达",
    lambda r: f"错误代码{r.randint(1000, 99999)},请稍后重试",
    lambda r: f"合计:{r.randint(5, 4000)}.{r.randint(0, 99):02d}元",
    lambda r: f"请在{r.randint(1, 12)}月{r.randint(1, 28)}日{r.randint(8, 19)}点之前回复",
    lambda r: "网络连接失败,无法打开页面",
    lambda r: f"保修期至2028年{r.randint(1, 12)}月",
    lambda r: "支付未完成,退款将原路退回",
)
_MIXED: tuple[Callable[[Random], str], ...] = (
    lambda r: f"登录失败 Error {r.randint(400, 599)}",
    lambda r: f"订单 {r.choice('ABKMR')}{r.randint(10_000, 99_999)} 已取消 Cancelled",
    lambda r: (
        f"请联系 support@example.com 或拨打 400-{r.randint(100, 999)}-{r.randint(1, 9)}000"
    ),
    lambda r: f"Windows 更新失败 0x{r.randint(0x80000000, 0x8FFFFFFF):08X}",
    lambda r: f"Total 合计 {r.randint(5, 4000)}.{r.randint(0, 99):02d} CNY",
    lambda r: f"Wi-Fi 已断开 Connection lost {r.randint(1, 12)}:{r.randint(0, 59):02d}",
    lambda r: f"App 版本 {r.randint(1, 9)}.{r.randint(0, 20)}.{r.randint(0, 9)} 无法启动",
)


def lines(language: str, count: int, longest: int, random: Random) -> list[str]:
    """So many lines in "en", "zh" or "mixed", none much longer than ``longest`` letters."""
    if language == "mixed":
        return [random.choice(_MIXED)(random) for _ in range(count)]
    made = _ENGLISH if language == "en" else _CHINESE
    found: list[str] = []
    while len(found) < count:
        if random.random() < 0.5:
            found.append(random.choice(made)(random))
        else:
            found += _wrapped(random.choice(_said(language)), longest)[:count]
    return found[:count]


def _said(language: str) -> list[str]:
    said = (_SITUATIONS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [
        line.replace("\\n", " ")
        for line in said
        if line and not line.startswith(("#", "=="))
    ]


def _wrapped(text: str, longest: int) -> list[str]:
    parts = text.split(" ") if " " in text else list(text)
    gap = " " if " " in text else ""
    rows = [parts[0]]
    for part in parts[1:]:
        if len(rows[-1]) + len(gap) + len(part) > longest:
            rows.append(part)
        else:
            rows[-1] += gap + part
    return rows
