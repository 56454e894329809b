"""中文。"""

from __future__ import annotations

from collections.abc import Mapping

ZH: Mapping[str, str] = {
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
    "decision.urgency": "工单的紧急程度",
    "decision.escalation": "工单是否升级",
    "decision.other": "本文件未公开的事项",
    "unshown": "未公开的时间",
    "unshown.value": "未公开",
    "grace.hours": "{n} 小时",
    "grace.minutes": "{n} 分钟",
    "made": (
        "已承诺：{what}，期限 {deadline}。本文件中没有结果记录。"
        "期限后 {grace}内没有封存“按时履行”记录的承诺，视为未履行。"
    ),
    "kept": "已履行：承诺在 {deadline} 之前{what}，实际于 {at} 完成，没有超时。",
    "late": (
        "未履行：承诺在 {deadline} 之前{what}。记录称于 {at} 完成，但完成或封存得太晚。"
    ),
    "unclear": (
        "已承诺：{what}，期限 {deadline}。"
        "日志中有结果记录，但本文件公开的内容不足以判断是否按时。"
    ),
    "broken": "未履行：承诺在 {deadline} 之前{what}，服务台自己记录了没有做到。",
    "excused": (
        "已免除：承诺在 {deadline} 之前{what}。客服于 {at} 记录了不再履行的原因，"
        "既不算履行，也不算未履行。"
    ),
    "excused-late": (
        "未履行：承诺在 {deadline} 之前{what}。"
        "客服记录了不再履行的原因，但为时已晚，不予计入。"
    ),
    "given": "已同意：客户于 {at} 允许{purpose}，有效期至 {valid_until}。",
    "changed": (
        "重新同意：客户于 {at} 允许{purpose}，有效期至 {valid_until}，取代此前的同意。"
    ),
    "withdrawn": "已撤回：客户于 {at} 撤回了对{purpose}的同意。",
    "expired": "已到期：对{purpose}的同意于 {at} 到期。",
    "decided": "由机器（{model}）于 {at} 判定：{decision}；结果为 {outcome}。",
    "overridden": (
        "已改判：客服于 {at} 作出与机器不同的判定：{decision}；结果为 {outcome}。"
    ),
    "recorded": "已记录：服务台于 {at} 固定了自己审计记录的链头。",
    "rotated": "新密钥：日志于 {at} 改用另一个密钥。",
    "erased": (
        "已删除：能打开某人记录的密钥已于 {at} 销毁。记录仍在日志中，但再也没有人能打开。"
    ),
    "list": "、",
    "log": "所示的每条记录都在日志 {origin} 中；签名时该日志有 {size} 条，根为 {root}。",
    "pinned": "日志的密钥是您指定的密钥之一。",
    "self-hosted": (
        "自行托管：日志由服务台自己保存，没有您指定的人作证。您所信任的是 {origin}，"
        "以及它的密钥确实是 {keys}。"
    ),
    "witnessed": (
        "有见证：您的策略所要求数量的见证人见到了日志的这一状态，且日志只增不减：{trusted}。"
    ),
    "public-chain": "公链：日志的状态已永久记录在链 {chain} 上，运营者声明该链由他人运行。",
    "cosigned": "按文件自己的说法，有见证人签名：{witnesses}。",
    "raise.name-a-key": "请将日志的密钥与服务台公布的密钥比对。",
    "raise.name-a-policy": "要以见证人为凭，请指定写明您信任哪些见证人的策略。",
    "raise.ask-for-witnesses": "请索取有见证人签名的文件。",
    "raise.ask-a-node": "要以链为凭，请指定该链上您信任的节点。",
    "raise.ask-for-an-anchor": "请索取锚定在公链上的文件。",
    "anchor.none": "日志的状态尚未锚定到链上。",
    "anchor.not-checked": (
        "按日志自己的说法，已锚定在链 {chain} 的第 {block} 个区块：未核对。"
    ),
    "anchor.checked": "已在链 {chain} 上核对：第 {block} 个区块永久保存了这个根。",
    "refused": "此证明不成立：{reason}（{detail}）",
    "not-a-proof": "它不是 Veridesk 证明。",
    "truncated": "它的结尾缺失。",
    "other-version": "它的版本无法在此读取。",
    "bad-policy": "它自带的策略写法不对。",
    "out-of-order": "其中有内容被移动或重复。",
    "bad-form": "它不是按证明的格式写成的。",
    "wrong-log": "签名的状态属于另一个日志。",
    "other-signers": "签名不是出自它所列的密钥。",
    "wrong-key": "它的密钥都不是您指定的。",
    "bad-signature": "日志对其状态的签名不对。",
    "bad-cosignature": "有见证人的签名不对。",
    "no-quorum": "签名的见证人中，您信任的太少。",
    "split-view": "日志曾向您出示同样大小的另一状态。",
    "old-checkpoint": "日志的这一状态早于该记录。",
    "bad-path": "通向日志根的路径太短或太长。",
    "bad-inclusion": "有一条记录不在日志中。",
    "bad-leaf": "有一条记录不是此类日志所写。",
    "bad-opening": "所示的值不是封存时的值。",
    "bad-anchor": "日志对锚定的签名不对。",
    "other-checkpoint": "有一个锚定属于日志的另一状态。",
    "wrong-chain": "所询问的节点所在的链，此文件没有锚定。",
    "other-contract": "它锚定在另一个合约上，而不是您所知道的合约。",
    "not-on-chain": "链上没有这次锚定。",
    "not-final": "链上的这次锚定尚未最终确定。",
    "other-root": "链上为此大小的日志保存了另一个根。",
    "receipt.genuine": "回执：日志 {origin} 于 {taken} 收下此记录，须在 {due} 之前封存。",
    "receipt.in-time": "按时：回执所承诺的记录已原样在日志中。",
    "receipt.late": "迟到：日志封存了此记录，但晚于 {due}。",
    "receipt.other-content": "内容不同：日志封存的是别的内容（{detail}）。",
    "receipt.missing": (
        "缺失：日志于 {taken} 收下此记录，须在 {due} 之前封存；此证明中没有它。"
    ),
    "receipt.unclear": "无法判断：{detail}。",
    "receipt.pending": "尚未封存：日志须在 {due} 之前封存此记录。",
    "receipt.not-a-receipt": "这不是按回执的格式写成的（{detail}）。",
    "receipt.wrong-log": "此回执属于另一个日志（{detail}）。",
    "receipt.bad-signature": "日志没有签署此回执（{detail}）。",
}
