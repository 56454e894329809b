"""The words of the desk's own mails, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and the words below it."""

    subject: str
    text: str


_RECEIPT = {
    "en": Letter(
        "[#{number}] We have received your message",
        """\
Hello{name},

we have received your message. It is request number {number}.

We will send you a first reply by {due}. This promise is recorded, and you can check it yourself: its signed receipt is with this mail. Keep it.

See your requests and add to them here:
{portal}

You can also simply answer this mail.

{organisation}""",  # noqa: E501
    ),
    "zh": Letter(
        "[#{number}] 我们已收到您的来信",
        """\
您好{name}：

我们已收到您的来信，编号为 {number}。

我们将在 {due}之前给您首次答复。这一承诺已记录在案，您可以自行查验：签名回执随信附上，请妥善保存。

您可以在这里查看和补充您的请求：
{portal}

您也可以直接回复此邮件。

{organisation}""",  # noqa: E501
    ),
}
_LINK = {
    "en": Letter(
        "Your link to {organisation}",
        """\
Hello{name},

this link opens your own pages, once, on the device you open it with. It holds for 24 hours:
{link}

If you did not ask for it, ignore this mail: nothing happens unless the link is opened.

{organisation}""",
    ),
    "zh": Letter(
        "您在 {organisation} 的专属链接",
        """\
您好{name}：

请在您要使用的设备上打开以下链接，进入您的个人页面。链接仅可使用一次，24 小时内有效：
{link}

如果这不是您本人的请求，请忽略此邮件：不打开链接就不会发生任何事情。

{organisation}""",
    ),
}


def receipt(
    language: str,
    *,
    number: int,
    name: str,
    due_at: datetime,
    zone: str,
    portal: str,
    organisation: str,
) -> Letter:
    """Say that a message came in, under which number, and what is promised.

    Nothing of the message itself is repeated, so that the desk cannot be used to send
    somebody's words to somebody else.
    """
    return _filled(
        _RECEIPT[language],
        number=str(number),
        name=_called(name, language),
        due=_time(due_at, zone, language),
        portal=portal,
        organisation=organisation,
    )


def link(language: str, *, name: str, link: str, organisation: str) -> Letter:
    """Send the one-time link that a customer asked for."""
    return _filled(
        _LINK[language],
        name=_called(name, language),
        link=link,
        organisation=organisation,
    )


def _filled(letter: Letter, **values: str) -> Letter:
    return Letter(letter.subject.format(**values), letter.text.format(**values))


def _called(name: str, language: str) -> str:
    # A name is what a stranger wrote: one that looks like a link is left out.
    if not name or any(mark in name for mark in ("@", "/", "://")) or len(name) > 60:
        return ""
    return f"，{name}" if language == "zh" else f" {name}"


def _time(at: datetime, zone: str, language: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    if language == "zh":
        return f"{local:%Y}年{local.month}月{local.day}日 {local:%H:%M}（{local.tzname()}）"
    return f"{local:%Y-%m-%d %H:%M} ({local.tzname()})"
