"""Personal data in text: found by form and check digit, hidden place for place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.personal import Kind, hidden, personal


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("write to ann.lee+x@post.example please", Kind.MAIL, "ann.lee+x@post.example"),
        ("my card 4111 1111 1111 1111 was charged", Kind.CARD, "4111 1111 1111 1111"),
        ("身份证11010519491231002X丢了", Kind.IDENTITY, "11010519491231002X"),
        (
            "pay to GB82 WEST 1234 5698 7654 32 today",
            Kind.ACCOUNT,
            "GB82 WEST 1234 5698 7654 32",
        ),
        ("电话13812345678，打不通", Kind.PHONE, "13812345678"),
        ("请打+86 138 1234 5678", Kind.PHONE, "+86 138 1234 5678"),
        ("座机010-62345678", Kind.PHONE, "010-62345678"),
        ("call me on +44 20 7946 0958 after six", Kind.PHONE, "+44 20 7946 0958"),
        ("ring 555-234-5678", Kind.PHONE, "555-234-5678"),
        ("车牌京A12345被刮了", Kind.PLATE, "京A12345"),
        ("新能源粤B·D12345", Kind.PLATE, "粤B·D12345"),
        ("the van with plate AB12 CDE", Kind.PLATE, "AB12 CDE"),
        ("I live at 12 Tanner Lane, ring twice", Kind.ADDRESS, "12 Tanner Lane"),
        (
            "地址是南京市鼓楼区中山路18号3栋2单元501室",
            Kind.ADDRESS,
            "南京市鼓楼区中山路18号3栋2单元501室",
        ),
    ],
)
def test_each_kind_is_found_with_its_exact_words(text: str, kind: Kind, words: str) -> None:
    found = [(one.kind, one.text) for one in personal(text)]
    assert (kind, words) in found


ID = "11010519491231002X"
CARD = "4111111111111111"


@pytest.mark.parametrize(
    "put", ["{}", "my number is {}.", "号码是{}，谢谢", "\u00a0{}\u3000"]
)
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.CARD, "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        (Kind.CARD, "4111-1111-1111-1111"),
        (Kind.CARD, "4111.1111.1111.1111"),
        (Kind.CARD, "4111 - 1111 - 1111 - 1111"),
        (Kind.CARD, "41111111\n11111111"),
        (Kind.CARD, "4111\u20111111\u20111111\u20111111"),
        (Kind.CARD, "\uff14" + "\uff11" * 15),
        (Kind.CARD, "41\u200b11111\u200d111111111"),
        (Kind.CARD, "".join("٤" if digit == "4" else "١" for digit in CARD)),
        (Kind.CARD, "6222021234567890128"),  # 19 digits, as in China
        (Kind.IDENTITY, "110105 1949 1231 002X"),
        (Kind.IDENTITY, "110105-19491231-002x"),
        (Kind.IDENTITY, "1101051949\n1231002X"),
        (Kind.IDENTITY, " ".join(ID)),
        (Kind.IDENTITY, "１１０１０５１９４９１２３１００２Ｘ"),
        (Kind.PHONE, "138-1234-5678"),
        (Kind.PHONE, "138 1234 5678"),
        (Kind.PHONE, "138.1234.5678"),
        (Kind.PHONE, "138\n12345678"),
        (Kind.PHONE, "1 3 8 1 2 3 4 5 6 7 8"),
        (Kind.PHONE, "1-3-8-1-2-3-4-5-6-7-8"),
        (Kind.PHONE, "１３８１２３４５６７８"),
        (Kind.PHONE, "13\u200b812345\u2060678"),
        (Kind.PHONE, "一三八一二三四五六七八"),
        (Kind.PHONE, "幺三八1234五六七八"),
        (Kind.PHONE, "(+86) 138 1234 5678"),
        (Kind.MAIL, "ann.lee@post.example"),
        (Kind.MAIL, "ann.lee＠post.example"),
        (Kind.MAIL, "ann.lee @ post.example"),
        (Kind.MAIL, "ann.lee (at) post [dot] example"),
        (Kind.ACCOUNT, "GB82-WEST-1234-5698-7654-32"),
        (Kind.ACCOUNT, "GB82 WEST 1234\n5698 7654 32"),
    ],
)
def test_no_disguise_hides_a_number(put: str, kind: Kind, words: str) -> None:
    text = put.format(words)
    assert kind in {one.kind for one in personal(text)}, personal(text)
    shown = hidden(text)
    kept = [c for c in words if c.isalnum() and c in shown.replace("my number is", "")]
    assert not [c for c in kept if c.isdecimal()], shown
    assert len(shown) == len(text)


def test_a_card_is_found_beside_its_expiry_date_and_code() -> None:
    text = "card 4111 1111 1111 1111 12/27 123 please"
    assert hidden(text) == "card •••• •••• •••• •••• 12/27 123 please"


@pytest.mark.parametrize(
    "text",
    [
        "sizes 13 14 15 16 17 18 and 19 please",
        "on 13.05.2026 at 10:42, 14.05.2026 at 11:43",
        "二零二六年三月二日，共一三五件",
        "order 4111 1111 1111 1112 is late",  # a wrong check digit
        "身份证110105194912310021",  # a wrong check digit
        "身份证110105194913310029",  # no such month
        "invoice 1,286,000.00 of 2026-03-04 at 10:42",
        "ticket 20931 and claim FL/20417",
        "error 0x80C, version 5.8.1",
    ],
)
def test_what_only_looks_like_it_is_not_personal(text: str) -> None:
    assert personal(text) == []


def test_hiding_keeps_the_length_and_the_rest() -> None:
    text = "I am Ann, card 4111-1111-1111-1111, mail a@b.example."
    shown = hidden(text)
    assert len(shown) == len(text)
    assert shown == "I am Ann, card ••••-••••-••••-••••, mail •@•.•••••••."


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_spans_are_exact_apart_and_gone_when_hidden(text: str) -> None:
    found = personal(text)
    end = 0
    for one in found:
        assert one.text == text[one.start : one.end]
        assert one.start >= end
        end = one.end
    assert len(hidden(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "13 " * 400_000,
        "4111-" * 300_000,
        "+1 " * 400_000,
        "+" + "1" * 900_000,
        "+11111111111111111111111111" * 40_000,
        "1(1)" * 300_000,
        "a[at]" * 200_000,
        "a @ " * 300_000,
        "GB82 " * 300_000,
        "一三八" * 300_000,
        "1\u200b" * 400_000,
        "12 A " * 200_000,
        "1 " * 500_000,
        "a@" * 500_000,
        "京A" * 400_000,
        "\ud800" * 9,
        "路1号" * 300_000,
    ],
)
def test_a_hostile_text_is_searched_in_bounded_work(text: str) -> None:
    assert len(hidden(text)) == len(text)
