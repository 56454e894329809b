/**
 * Why something does not hold, closer than a reason: as a code and what it is about.
 *
 * The checks say it so and never in words, which belong to the page and its languages.
 */

export type Why =
  // Of the smallest words: base64, numbers, names.
  | { code: "not-base64" }
  | { code: "stray-bits" }
  | { code: "wrong-length"; bytes: number; belong: number }
  | { code: "not-a-number" }
  // Of notes, checkpoints and keys.
  | { code: "note-too-large" }
  | { code: "control-characters" }
  | { code: "not-a-note" }
  | { code: "too-many-signatures"; most: number }
  | { code: "not-a-signature" }
  | { code: "short-signature" }
  | { code: "wrong-signature"; signer: string }
  | { code: "not-a-checkpoint" }
  | { code: "no-origin" }
  | { code: "no-key-name" }
  | { code: "key-of-no-log" }
  | { code: "key-length" }
  | { code: "key-id" }
  | { code: "not-an-anchor" }
  // Of policies.
  | { code: "policy-too-large" }
  | { code: "too-many-lines"; most: number }
  | { code: "no-quorum-line" }
  | { code: "second-quorum" }
  | { code: "not-a-policy-line" }
  | { code: "undefined-name"; name: string }
  | { code: "taken-name"; name: string }
  | { code: "member-already"; name: string }
  | { code: "key-type" }
  | { code: "key-twice" }
  | { code: "threshold" }
  // Of the form of a proof, a record and a receipt.
  | { code: "file-too-large" }
  | { code: "not-utf8" }
  | { code: "not-a-proof" }
  | { code: "other-version" }
  | { code: "no-line-feed" }
  | { code: "ends-early" }
  | { code: "no-such-line"; starts: string }
  | { code: "no-gap" }
  | { code: "other-form" }
  | { code: "policy-form" }
  | { code: "not-ascii" }
  | { code: "not-ascending"; what: "records" | "openings" | "anchors" }
  | { code: "long-path" }
  | { code: "not-an-opening" }
  | { code: "too-many-openings"; most: number }
  | { code: "not-a-leaf" }
  | { code: "not-canonical" }
  | { code: "unknown-kind"; kind: string }
  | { code: "fields-out-of-order" }
  | { code: "number-of-fields" }
  | { code: "not-a-receipt" }
  | { code: "receipt-form" }
  | { code: "beyond-the-calendar" }
  // Where it is.
  | { code: "in-line"; line: number; why: Why }
  | { code: "in-record"; index: bigint; why: Why }
  | { code: "in-anchor"; chain: bigint; why: Why }
  // Of what a proof says.
  | { code: "two-names"; origin: string; name: string }
  | { code: "signed-by"; names: readonly string[] }
  | { code: "not-in-policy"; origin: string }
  | { code: "keys-in-file"; signers: readonly string[] }
  | { code: "other-root"; size: bigint; root: string }
  | { code: "signed-of-trusted"; names: readonly string[] }
  | { code: "beyond-the-head"; size: bigint }
  | { code: "hashes"; is: number; belong: number }
  | { code: "not-in-the-log" }
  | { code: "not-what-was-sealed"; field: string }
  | { code: "not-just-the-log" }
  | { code: "other-checkpoint" }
  // Of a receipt beside a proof.
  | { code: "keys-of"; origin: string; names: readonly string[] }
  | { code: "no-known-key" }
  | { code: "proof-of-another-log" }
  | { code: "other-value"; field: string; sealed: string | null; promised: string }
  | { code: "more-fields"; fields: readonly string[] }
  | { code: "hidden-reference" }
  | { code: "hidden-fields"; fields: readonly string[] }
  | { code: "no-sealing-time" }
  | { code: "sealed-at"; at: string };

/** Of the text of a proof, a key, a policy: it is not in the format. */
export class BadFormat extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(why.code);
    this.why = why;
  }
}
