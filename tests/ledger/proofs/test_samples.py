"""The samples, the page that explains them, and the words that outcomes are said in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from ledger.entry import Kind
from ledger.format.policy import Policy
from ledger.format.proof import TLOG_PROOF, parse_proof
from ledger.sentence import LANGUAGES, describe, say_claim, sentences
from ledger.verify import (
    Anchored,
    Claim,
    Level,
    Merged,
    Raise,
    Reason,
    Standing,
    Verified,
    verify,
)
from tests.desk import ROOT
from tests.ledger.proofs.bad import bad
from tests.ledger.proofs.day import FOLDER, LOG, LOG_MLDSA, TWO_OF_THREE, W1, W2, Log, a_day
from tests.ledger.proofs.good import good

GOOD = {name: text for name, (_, text) in good().items()}
# What only a node can tell; test_anchoring and test_other_node go through these.
ON_CHAIN = {
    Reason.WRONG_CHAIN,
    Reason.OTHER_CONTRACT,
    Reason.NOT_ON_CHAIN,
    Reason.NOT_FINAL,
    Reason.OTHER_ROOT,
}


def test_the_samples_are_what_the_command_writes() -> None:
    written = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    # In a process of its own: what other tests sign would be kept among the signatures.
    program = "import json; from tests.ledger import make_samples as made;"
    program += "print(json.dumps(made.samples()))"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True
    )
    made = {name: text.encode() for name, text in json.loads(said.stdout).items()}
    assert written.keys() == made.keys()
    assert [name for name in made if written[name] != made[name]] == []


def test_every_reason_and_every_outcome_has_a_sample() -> None:
    index = json.loads((FOLDER / "index.json").read_text())
    for sample in index:
        plain = not (sample["key"] or sample["policy"] or sample["seen"])
        if plain:
            assert sample["valid"] is sample["file"].startswith("good-"), sample["file"]
    assert {Reason(s["reason"]) for s in index if not s["valid"]} == set(Reason) - ON_CHAIN
    standings = {m["standing"] for s in index if s["valid"] for m in s["matters"]}
    assert standings == set(Standing)
    # Only a node can tell that a state is on a public chain for good.
    levels = {Level(s["level"]) for s in index if s["valid"]}
    assert levels == {Level.SELF_HOSTED, Level.WITNESSED}
    claims = json.loads((FOLDER / "receipts.json").read_text())
    assert {claim["receipt"] for claim in claims} == set(Merged)


def test_the_worked_example_is_a_sample_and_every_word_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs/proofs.md").read_text()
    assert f"```\n{GOOD['anchored']}```" in page
    for word in (*Reason, *Level, *Standing, *Anchored, *Kind, *Raise, *Merged):
        assert f"`{word}`" in page, word


def test_the_page_lists_the_reasons_in_the_order_in_which_they_are_looked_for() -> None:
    page = (Path(__file__).parents[3] / "docs/proofs.md").read_text()
    section = page.partition("## Reasons to refuse")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.M) == [str(one) for one in Reason]


def test_every_outcome_has_words_in_both_languages() -> None:
    english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
    assert english.keys() == chinese.keys()
    for key in english:
        holes = [sorted(re.findall(r"{(\w+)}", words[key])) for words in (english, chinese)]
        assert holes[0] == holes[1], key
    for text in (*GOOD.values(), *(text for _, _, text, _ in bad())):
        for language in LANGUAGES:
            said = sentences(verify(text, policy=Policy()), language)
            assert said
            assert not any("{" in one for one in said)
    for words in LANGUAGES.values():
        assert {*Reason, *Level} <= words.keys() | {""}
        assert {f"raise.{one}" for one in Raise} <= words.keys()
        assert {f"receipt.{one}" for one in Merged} <= words.keys()
        assert set(Standing) <= words.keys()


def test_a_file_of_one_record_holds_a_tlog_proof_as_it_stands() -> None:
    text = GOOD["mldsa"]
    proof = parse_proof(text)
    (record,) = proof.records
    tlog = text[text.index(TLOG_PROOF) :]
    head, note = tlog.split("\n\n", 1)
    assert head.split("\n")[:2] == [TLOG_PROOF, f"index {record.index}"]
    assert note == str(proof.checkpoint)


def test_the_json_says_what_the_sentences_say() -> None:
    outcome = verify(GOOD["late"])
    laid_out = describe(outcome)
    assert json.loads(json.dumps(laid_out)) == laid_out
    assert laid_out["matters"][0]["standing"] == "late"
    assert sentences(outcome)[0].startswith(
        "Broken: a first reply was promised by 2026-03-02"
    )


def test_the_sentences_tell_what_would_raise_the_level() -> None:
    log, at = a_day()
    text = str(log.proof(at["made"], witnesses=(W1, W2), anchors=(True,)))
    alone = verify(text)
    assert isinstance(alone, Verified)
    assert set(alone.raises) == {Raise.NAME_A_KEY, Raise.NAME_A_POLICY, Raise.ASK_A_NODE}
    trusting = verify(text, policy=TWO_OF_THREE)
    assert isinstance(trusting, Verified)
    assert (trusting.level, trusting.raises) == (Level.WITNESSED, (Raise.ASK_A_NODE,))
    assert "w1.example, w2.example/cosigner" in " ".join(sentences(trusting))
    assert "w1.example、w2.example/cosigner" in " ".join(sentences(trusting, "zh"))
    checked = trusting.on_chain(11155111)
    assert (checked.level, checked.raises) == (Level.PUBLIC_CHAIN, ())
    assert "chain 11155111" in " ".join(sentences(checked))


def test_a_private_chain_raises_nothing() -> None:
    log, at = a_day()
    outcome = verify(str(log.proof(at["made"], anchors=(False,))))
    assert isinstance(outcome, Verified)
    checked = outcome.on_chain(7316480025)
    assert (checked.level, checked.anchored) == (Level.SELF_HOSTED, Anchored.CHECKED)
    assert Raise.ASK_FOR_AN_ANCHOR in checked.raises


def test_the_files_own_policy_raises_nothing() -> None:
    for text in GOOD.values():
        outcome = verify(text)
        assert isinstance(outcome, Verified)
        assert outcome.level is Level.SELF_HOSTED
        assert not any(one.trusted for one in outcome.witnesses)


def test_a_claim_without_a_receipt_is_said_too() -> None:
    claim = Claim(Merged.NOT_A_RECEIPT, "no")
    assert say_claim(claim) == "This is not written as a receipt (no)."


def test_both_keys_of_a_log_sign_the_same_state() -> None:
    log = Log()
    log.put(b"anything")
    proof = log.proof(0, signers=(LOG, LOG_MLDSA))
    assert proof.keys == (LOG.key, LOG_MLDSA.key)
    assert proof.plain_keys == (LOG.key,)
