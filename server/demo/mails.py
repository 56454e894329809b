"""The mails of the sample day: both languages, every urgency, and the awkward kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from server.demo.pictures import error_dialog, shipping_label


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail to send. ``key`` names it so that a later one can answer it."""

    key: str
    name: str
    address: str
    subject: str
    body: str
    answers: str | None = None
    picture: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


SAMPLES = (
    Sample(
        "fridge",
        "Helen Ashworth",
        "h.ashworth@calderclinic.example",
        "Vaccine fridge alarming again, stock at risk",
        "Hello, this is the third time I am writing about the MF-300 in our treatment room."
        " It has been alarming since Tuesday and no longer holds 2 to 8 °C. If it is not"
        " fixed by tomorrow noon we have to throw away vaccines for 340 patients and cancel"
        " Saturday's clinic. Your engineer was promised for Tuesday and nobody came."
        " What happens now?\n\nHelen Ashworth\nCalder Clinic",
    ),
    Sample(
        "cold-box",
        "王志强",
        "wang.zq@renheclinic.example",
        "冷藏箱温度报警，疫苗今晚前要转移",
        "你好，我们诊所的冷藏箱从早上开始一直报警，温度已经到 11 度。里面是明天接种用的疫苗，"
        "今晚八点前必须修好或者转移，否则全部报废。请马上派人，或者告诉我们怎么处理。\n\n王志强",
    ),
    Sample(
        "missed-visit",
        "Daniel Okafor",
        "d.okafor@bexleypharmacy.example",
        "Engineer missed the second visit",
        "This is ridiculous. I closed the shop the whole morning, again, and nobody came."
        " That is the second time this month. I am furious. Call me today.",
    ),
    Sample(
        "invoice",
        "林晓雯",
        "lin.xw@anxinpharm.example",
        "发票抬头错误，月底前需要重开",
        "您好，上个月的发票抬头写错了，应为“安心药房有限公司”。财务月底前要入账，麻烦重开一张，"
        "电子版即可。不急，月底前收到就行。谢谢。",
    ),
    Sample(
        "thanks",
        "Sofia Marino",
        "sofia@marinoanalisi.example",
        "Thank you",
        "Just a note to say that Sam was wonderful yesterday. The cabinet has been steady all"
        " night and everybody here is delighted. Thank you so much!",
    ),
    Sample(
        "error-picture",
        "João Carvalho",
        "joao@taguslabs.example",
        "Photo: E-41 after a power cut",
        "Good afternoon, after last night's power cut the controller shows the message in the"
        " picture. The cabinet cools, so it can wait, but what does it mean?",
        picture="error",
    ),
    Sample(
        "label-picture",
        "赵明",
        "zhaoming@kangningcheckup.example",
        "保修期内更换门封条，附照片",
        "您好，门封条开裂，附上标签照片。设备还在保修期内，请安排更换，时间你们定。",
        picture="label",
    ),
    Sample(
        "locked-out",
        "Ruth Feldman",
        "r.feldman@stannes-hospice.example",
        "Nobody on our team can log in",
        "Since this morning nobody on our ward can log in to the monitoring portal. We cannot"
        " see any of the fridge temperatures and are writing them down by hand every hour."
        " Please restore access within 4 hours, the night shift is one person.",
    ),
    Sample(
        "takeover",
        "Amelia Grant",
        "amelia@grantlowevets.example",
        "Someone is changing our account right now",
        "I am getting messages that our password and delivery address are being changed and it"
        " is not us. Someone is inside our account right now and has already ordered two"
        " cabinets on our card. Please lock it immediately.",
    ),
    Sample(
        "refund",
        "陈思敏",
        "chen.sm@haitangdental.example",
        "第三次联系：退款还没到账",
        "这是我第三次写信了。9 月退的货，说好 7 个工作日退款，到现在一分钱没收到，电话也没人接。"
        "你们太不负责任了，我很生气。请今天下班前给我一个明确答复。",
    ),
    Sample(
        "quote",
        "Peter Lindqvist",
        "peter.lindqvist@norrbotten.example",
        "Quote for a six-door cabinet",
        "Hello, could you send us a quote for a six-door cabinet with remote monitoring? There"
        " is no hurry, we decide in spring.",
    ),
    Sample(
        "praise",
        "周婷",
        "zhouting@mingdehospital.example",
        "感谢工程师及时上门",
        "昨天下午设备报警，工程师一个小时就到了，问题已经解决，谢谢你们，服务非常好！",
    ),
    Sample(
        "newsletter",
        "Lab Deals Weekly",
        "news@labdeals.example",
        "LAST CHANCE!!! 40% off centrifuges ends tonight",
        "Act now! Our biggest sale ever ends tonight at midnight. Don't miss out!!!",
        headers=(
            ("List-Unsubscribe", "<https://labdeals.example/u>"),
            ("List-Id", "Lab Deals <weekly.labdeals.example>"),
            ("Precedence", "bulk"),
        ),
    ),
    Sample(
        "fridge-reply",
        "Helen Ashworth",
        "h.ashworth@calderclinic.example",
        "Re: Vaccine fridge alarming again, stock at risk",
        "It is at 11.4 °C now. We are moving what we can to the pharmacy next door, they close"
        " at six.\n\nOn Monday you wrote:\n> We have received your message.\n> It is ticket 1.",
        answers="fridge",
    ),
    Sample(
        "out-of-office",
        "Daniel Okafor",
        "d.okafor@bexleypharmacy.example",
        "Out of office: Engineer missed the second visit",
        "I am away until Monday and will answer then. Urgent matters: call the shop.",
        answers="missed-visit",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    ),
)

# Says UTF-8 and is not, has a header without a colon, an unknown encoding and a boundary
# that never comes: what real mail servers do pass on.
BROKEN = (
    b"From: =?utf-8?q?Unlucky_Sender?= <unlucky@old-system.example>\r\n"
    b"To: desk\r\n"
    b"this line is no header\r\n"
    b"Subject: =?gb2312?B?yrLDtNKyw7vT0A=?= printer \xb4\xf2\xd3\xa1\xbb\xfa\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=never\r\n"
    b"Content-Transfer-Encoding: x-unknown\r\n\r\n"
    b"--nevr\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"The label printer \xb4\xf2\xd3\xa1\xbb\xfa does not print since Monday.\r\n"
)


def mails(to: str, run: str, *, now: datetime) -> Iterator[tuple[str, str, bytes]]:
    """Yield (key, envelope sender, bytes) of each mail; ``run`` makes Message-IDs new."""
    for sample in SAMPLES:
        mail = EmailMessage()
        mail["From"] = formataddr((sample.name, sample.address))
        mail["To"] = to
        mail["Subject"] = sample.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<{sample.key}.{run}@veridesk-demo.example>"
        if sample.answers:
            mail["In-Reply-To"] = f"<{sample.answers}.{run}@veridesk-demo.example>"
            mail["References"] = f"<{sample.answers}.{run}@veridesk-demo.example>"
        for name, value in sample.headers:
            mail[name] = value
        mail.set_content(sample.body)
        if sample.picture == "error":
            mail.add_attachment(
                error_dialog(), maintype="image", subtype="png", filename="controller.png"
            )
        elif sample.picture == "label":
            mail.add_attachment(
                shipping_label(), maintype="image", subtype="jpeg", filename="标签.jpg"
            )
        yield sample.key, sample.address, mail.as_bytes()
    yield "broken", "unlucky@old-system.example", BROKEN
