"""The outcome of a verification, said to a person in English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.format.leaf import moment
from ledger.verify import GRACE, Matter, Refused, Verified

Words = Mapping[str, str]

_HOURS = int(GRACE.total_seconds() // 3600)

_EN: Words = {
    "what.first-reply": "a first reply",
    "what.resolution": "a resolution",
    "what.stated": "what an agent wrote",
    "what.call-back": "a call back",
    "what.refund": "a refund",
    "what.other": "something that this file does not show",
    "purpose.answer-by-mail": "answering by mail",
    "purpose.read-pictures": "reading pictures",
    "purpose.record-calls": "recording calls",
    "purpose.listen-for-strain": "listening for strain in calls",
    "purpose.improve-service": "improving the service",
    "purpose.other": "a purpose that this file does not show",
    "unshown": "a time that is not shown",
    "made": (
        "Promised: {what}, by {deadline}. This file holds no record of how that ended. A "
        "promise counts as broken unless a record that it was kept in time was sealed "
        f"within {_HOURS} hours after its deadline."
    ),
    "kept": "Kept: {what} was promised by {deadline}, and came at {at}, in time.",
    "late": (
        "Broken: {what} was promised by {deadline}. A record says that it came at {at}, "
        "but it came, or was sealed, too late."
    ),
    "unclear": (
        "Promised: {what}, by {deadline}. The log says that it was kept, but this file "
        "does not show enough to tell whether that was in time."
    ),
    "broken": (
        "Broken: {what} was promised by {deadline}, and the desk itself recorded that it "
        "did not keep that."
    ),
    "given": "Agreed: the customer allowed {purpose} at {at}, until {valid_until}.",
    "withdrawn": "Withdrawn: the customer took back the consent to {purpose} at {at}.",
    "log": (
        "Every record shown stands in the log {origin}, which had {size} entries and the "
        "root {root} when it was signed."
    ),
    "pinned": "The log's key is the one you named.",
    "self-hosted": (
        "Self-hosted: the desk keeps this log itself and nobody else vouches for it. You "
        "trust {origin}, and that its key really is {key}."
    ),
    "witnessed": "Witnessed: others saw this state of the log as well.",
    "public-chain": (
        "Public chain: this state of the log is fixed for good on chain {chain}, which the "
        "log's operator declares to be run by others."
    ),
    "anchor.none": "This state of the log was not anchored on a chain.",
    "anchor.not-checked": (
        "Anchored in block {block} of chain {chain}, by the log's own word: not checked "
        "offline."
    ),
    "anchor.checked": "Checked on chain {chain}: block {block} holds this root for good.",
    "refused": "This proof does not hold: {reason} ({detail})",
    "not-a-proof": "it is not written as a Veridesk proof.",
    "wrong-key": "its key is not the one you named.",
    "bad-signature": "the signature under the log's state is not right.",
    "wrong-log": "the signed state belongs to another log.",
    "bad-leaf": "a record is not one that such a log writes.",
    "bad-inclusion": "a record does not stand in the log.",
    "bad-opening": "a value shown is not what was sealed.",
    "bad-receipt": "the signature under the anchor's receipt is not right.",
    "other-checkpoint": "the anchor's receipt is for another state of the log.",
    "wrong-chain": "the node asked is on another chain than the receipt.",
    "not-on-chain": "the chain does not know the anchor.",
    "not-final": "the chain does not hold the anchor for good yet.",
    "other-root": "the chain holds another root for this size of the log.",
}

_ZH: Words = {
    "what.first-reply": "首次回复",
    "what.resolution": "解决问题",
    "what.stated": "客服写明的事项",
    "what.call-back": "回电",
    "what.refund": "退款",
    "what.other": "本文件未公开的事项",
    "purpose.answer-by-mail": "以邮件答复",
    "purpose.read-pictures": "读取图片",
    "purpose.record-calls": "通话录音",
    "purpose.listen-for-strain": "分析通话中的紧张程度",
    "purpose.improve-service": "改进服务",
    "purpose.other": "本文件未公开的用途",
    "unshown": "未公开的时间",
    "made": (
        "已承诺:{what},期限 {deadline}。本文件中没有结果记录。"
        f"期限后 {_HOURS} 小时内没有封存“按时履行”记录的承诺,视为未履行。"
    ),
    "kept": "已履行:承诺在 {deadline} 之前{what},实际于 {at} 完成,没有超时。",
    "late": (
        "未履行:承诺在 {deadline} 之前{what}。记录称于 {at} 完成,但完成或封存得太晚。"
    ),
    "unclear": (
        "已承诺:{what},期限 {deadline}。日志称已履行,但本文件公开的内容不足以判断是否按时。"
    ),
    "broken": "未履行:承诺在 {deadline} 之前{what},服务台自己记录了没有做到。",
    "given": "已同意:客户于 {at} 允许{purpose},有效期至 {valid_until}。",
    "withdrawn": "已撤回:客户于 {at} 撤回了对{purpose}的同意。",
    "log": "所示的每条记录都在日志 {origin} 中;签名时该日志有 {size} 条,根为 {root}。",
    "pinned": "日志的密钥就是您指定的那一个。",
    "self-hosted": (
        "自行托管:日志由服务台自己保存,没有第三方作证。您所信任的是 {origin},"
        "以及它的密钥确实是 {key}。"
    ),
    "witnessed": "有见证:其他人也见到了日志的这一状态。",
    "public-chain": "公链:日志的状态已永久记录在链 {chain} 上,运营者声明该链由他人运行。",
    "anchor.none": "日志的状态尚未锚定到链上。",
    "anchor.not-checked": (
        "按日志自己的说法,已锚定在链 {chain} 的第 {block} 个区块:离线未核对。"
    ),
    "anchor.checked": "已在链 {chain} 上核对:第 {block} 个区块永久保存了这个根。",
    "refused": "此证明不成立:{reason}({detail})",
    "not-a-proof": "它不是按 Veridesk 证明的格式写成的。",
    "wrong-key": "它的密钥不是您指定的那一个。",
    "bad-signature": "日志状态下的签名不对。",
    "wrong-log": "签名的状态属于另一个日志。",
    "bad-leaf": "有一条记录不是此日志所写。",
    "bad-inclusion": "有一条记录不在日志中。",
    "bad-opening": "所示的值不是封存时的值。",
    "bad-receipt": "锚定回执下的签名不对。",
    "other-checkpoint": "锚定回执属于日志的另一状态。",
    "wrong-chain": "所询问的节点与回执不在同一条链上。",
    "not-on-chain": "链上没有这次锚定。",
    "not-final": "链上的这次锚定尚未最终确定。",
    "other-root": "链上为此大小的日志保存了另一个根。",
}

LANGUAGES: Mapping[str, Words] = {"en": _EN, "zh": _ZH}


def sentences(outcome: Verified | Refused, language: str = "en") -> list[str]:
    """Say an outcome: each promise and consent, then the log, trust, and the anchor."""
    words = LANGUAGES[language]
    if isinstance(outcome, Refused):
        reason = words[outcome.reason]
        return [words["refused"].format(reason=reason, detail=outcome.detail)]
    said = [_matter(matter, words) for matter in outcome.matters]
    values = {
        "origin": outcome.checkpoint.origin,
        "size": outcome.checkpoint.size,
        "root": outcome.checkpoint.root.hex(),
        "key": outcome.key,
        "chain": outcome.receipt.chain_id if outcome.receipt else "",
        "block": outcome.receipt.block if outcome.receipt else "",
    }
    said.append(words["log"].format(**values))
    if outcome.pinned:
        said.append(words["pinned"])
    said.append(words[outcome.level].format(**values))
    said.append(words[f"anchor.{outcome.anchored}"].format(**values))
    return said


def _matter(matter: Matter, words: Words) -> str:
    last = matter.records[-1]
    values = {
        "what": words.get(f"what.{matter.field('promise')}", words["what.other"]),
        "purpose": words.get(f"purpose.{matter.field('purpose')}", words["purpose.other"]),
        "deadline": _time(matter.field("deadline"), words),
        "valid_until": _time(matter.field("valid_until"), words),
        "at": _time(last.fields.get("at"), words),
    }
    return words[matter.standing].format(**values)


def _time(value: str | None, words: Words) -> str:
    if value is None or moment(value) is None:
        return words["unshown"]
    return value.replace("T", " ").replace("Z", " UTC")


def describe(outcome: Verified | Refused) -> dict[str, Any]:
    """Lay an outcome out for JSON; docs/proofs.md lists the names."""
    if isinstance(outcome, Refused):
        return {"valid": False, "reason": outcome.reason, "detail": outcome.detail}
    return {
        "valid": True,
        "level": outcome.level,
        "anchored": outcome.anchored,
        "origin": outcome.checkpoint.origin,
        "size": outcome.checkpoint.size,
        "root": outcome.checkpoint.root.hex(),
        "key": str(outcome.key),
        "pinned": outcome.pinned,
        "matters": [
            {
                "ref": matter.ref,
                "standing": matter.standing,
                "records": [record.index for record in matter.records],
            }
            for matter in outcome.matters
        ],
        "records": [
            {
                "index": record.index,
                "kind": record.kind,
                "fields": dict(record.fields),
                "hidden": list(record.hidden),
            }
            for record in outcome.records
        ],
    }
