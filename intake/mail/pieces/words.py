"""What a mail says: HTML as plain text, and the new words apart from quoted history."""

from __future__ import annotations

import html
import re

import nh3

_KEPT = {
    "a", "blockquote", "br", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
_BREAKS = _KEPT - {"a", "td", "th", "br", "blockquote", "pre"}
# Never closed in practice, or closed by the parser itself: they do not nest.
_FLAT = {"br", "p", "li", "td", "tr", "th", "dd", "dt", "img", "hr", "meta", "link", "o:p"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,15})")
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*/?>')
_HREF = re.compile(r'href="([^"]*)"')
_BLANKS = re.compile(r"[^\S\n]+")
# Cleaning takes time that grows with the square of the depth (20,000 deep: 0.9 s).
_DEEPEST = 2_000
LONGEST_HTML = 2_000_000
# A person links to a place or two; a newsletter to dozens, by addresses without end.
_FEW_LINKS = 3
_LONGEST_LINK = 100


def text_of_html(source: str) -> str:
    """Give the words of an HTML page: lines where blocks end, quotes behind ``> ``.

    Scripts and styles are dropped with what is in them, whatever the markup. Where only
    few links are hidden behind words, their addresses follow in angle brackets.
    """
    source = source[:LONGEST_HTML]
    if _depth(source) > _DEEPEST:
        return _squeeze(html.unescape(re.sub(r"<[^<>]*>", " ", source)))
    clean = nh3.clean(
        source,
        tags=_KEPT,
        clean_content_tags=_DROPPED,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    return _squeeze(_flatten(clean))


def _depth(source: str) -> int:
    """Give no less than how deep the elements nest."""
    depth = deepest = 0
    for close, name in _TAG.findall(source):
        if name.lower() not in _FLAT:
            depth += -1 if close else 1
            deepest = max(deepest, depth)
    return deepest


def _flatten(clean: str) -> str:
    """Turn cleaned, hence well-formed, HTML into lines."""
    out: list[str] = []
    lines: list[str] = []
    quotes = preformatted = at = 0
    link, link_from = "", 0
    few = clean.count("href=") <= _FEW_LINKS

    def end_line(always: bool = False) -> None:
        line = "".join(out)
        line = line if preformatted else _BLANKS.sub(" ", line).strip(" ")
        if line or always:
            lines.append("> " * min(quotes, 10) + line)
        out.clear()

    for token in _TOKEN.finditer(clean):
        words = html.unescape(clean[at : token.start()])
        at = token.end()
        if preformatted:
            *whole, words = words.split("\n")
            for line in whole:
                out.append(line)
                end_line(always=True)
        out.append(words if preformatted else re.sub(r"\s", " ", words))
        closing, name = token[1] == "/", token[2]
        if name == "br":
            end_line(always=True)
        elif name in ("blockquote", "pre"):
            end_line()
            step = -1 if closing else 1
            if name == "pre":
                preformatted = max(0, preformatted + step)
            else:
                quotes = max(0, quotes + step)
        elif name == "a" and few:
            if not closing:
                found = _HREF.search(token[3])
                link, link_from = html.unescape(found[1]) if found else "", len(out)
            elif link:
                shown = "".join(out[link_from:]).strip()
                if shown and len(link) <= _LONGEST_LINK and not _same_place(shown, link):
                    out.append(f" <{link}>")
                link = ""
        elif name in ("td", "th"):
            out.append(" ")
        elif name in _BREAKS:
            end_line()
            if closing and name in ("p", "h1", "h2", "h3", "table", "ul", "ol"):
                lines.append("> " * min(quotes, 10))
    out.append(html.unescape(clean[at:]))
    end_line()
    return "\n".join(lines)


def _same_place(shown: str, link: str) -> bool:
    return "".join(shown.split()).rstrip("/") in link


def _squeeze(text: str) -> str:
    """At most one empty line in a row, none at the ends, no blanks at line ends."""
    lines = [line.replace("\u00a0", " ").rstrip() for line in text.split("\n")]
    kept = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line.strip("> ") or before.strip("> ")
    ]
    return "\n".join(kept).strip("\n")


# --- new words ------------------------------------------------------------------------

_WROTE = re.compile(
    r"""(?:
        on\b.{4,280}\bwrote:
      | am\b.{4,280}\bschrieb\b.{0,80}:
      | le\b.{4,280}\ba\s?écrit\s?:
      | el\b.{4,280}\bescribió:
      | .{0,280}\d.{0,200}(?:写道|寫道|写到|来信|來信)\s?[:：]
      | (?:在|于|於).{4,280}(?:写道|寫道|写到)\s?[:：]
      | \d{4}[-/年].{4,200}<[^<>\s]+@[^<>\s]+>\s?[:：]
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_WROTE_BEGINS = re.compile(r"(?:on|am|le|el)\b.{4}|在|于|於|\d{4}[-/年]", re.IGNORECASE)
_RULE = re.compile(
    r"""[-_=*\s]{2,60}(?:
        original\s(?:message|appointment)|ursprüngliche\snachricht|message\sd'origine
      | mensaje\soriginal|原始邮件|原始郵件|原邮件|原郵件|原始信息
    )[-_=*\s]{0,60}""",
    re.IGNORECASE | re.VERBOSE,
)
_HEAD = re.compile(
    r"""\*?(?:from|von|de|发件人|發件人|寄件者|sent|gesendet|envoyé|enviado|date|datum|fecha
    |发送时间|發送時間|发送日期|日期|时间|寄件日期|to|an|à|para|收件人|收件者|cc|抄送|副本|subject
    |betreff|objet|asunto|主题|主題|主旨)\*?\s?[:：]""",
    re.IGNORECASE | re.VERBOSE,
)
_HEAD_FIRST = re.compile(
    r"\*?(?:from|von|de|发件人|發件人|寄件者)\*?\s?[:：]", re.IGNORECASE
)
_WIDEST = 600


def new_words(full: str) -> str:
    """Give what the writer added: no quoted history, no signature behind ``-- ``.

    Linear in the text. Where nothing would be left (a forwarded mail, a quote alone) the
    whole text is given: better too much than a customer's words lost.
    """
    lines = full.split("\n")
    cut = _cut(lines)
    head = _own(lines[:cut])
    if head:
        return head
    # Nothing above the quote: the answer stands below or between the quoted lines.
    rest = lines[cut + 1 :]
    quoted = any(line.startswith(">") for line in rest)
    return (quoted and _own(rest)) or full.strip("\n")


def _own(lines: list[str]) -> str:
    kept = []
    for line in lines:
        if line in ("-- ", "--"):
            break
        if not line.startswith(">"):
            kept.append(line)
    return _squeeze("\n".join(kept)).strip()


def _cut(lines: list[str]) -> int:
    """Find the line at which quoted history begins."""
    for i, line in enumerate(lines):
        bare = line[:_WIDEST].strip()
        if not bare or bare.startswith(">"):
            continue
        if _RULE.fullmatch(bare) or _WROTE.fullmatch(bare):
            return i
        if _WROTE_BEGINS.match(bare) and len(bare) < 300:
            # Mail programs break the line "On …, … wrote:" at 70 columns.
            joined = bare
            for more in lines[i + 1 : i + 3]:
                joined = f"{joined} {more[:_WIDEST].strip()}"
                if len(joined) < _WIDEST and _WROTE.fullmatch(joined):
                    return i
        if _HEAD_FIRST.match(bare):
            nearby = [more.strip() for more in lines[i + 1 : i + 9] if more.strip()]
            if sum(1 for more in nearby[:5] if _HEAD.match(more[:_WIDEST])) >= 2:
                return i
    return len(lines)


_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3040-\u30ff]")


def language_of(text: str) -> str:
    """Guess in which of the desk's languages to answer: ``zh`` or ``en``."""
    sample = text[:4000]
    han = len(_HAN.findall(sample))
    letters = sum(1 for c in sample if c.isalpha())
    return "zh" if han and 8 * han >= letters and not _KANA.search(sample) else "en"
