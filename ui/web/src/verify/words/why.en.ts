/** Why something does not hold, in English. */

import type { Why } from "../proof/why";

/** What a reason may need said besides itself. */
export interface Saying {
  why(why: Why): string;
  list(names: readonly string[]): string;
  /** In quotation marks. */
  field(name: string): string;
  value(field: string, value: string): string;
}
export type Whys = { [Code in Why["code"]]: (why: Extract<Why, { code: Code }>, say: Saying) => string };

export const why: Whys = {
  "not-base64": () => "something that is not base64 where base64 belongs",
  "stray-bits": () => "base64 with stray bits at its end",
  "wrong-length": ({ bytes, belong }) => `${bytes} bytes where ${belong} belong`,
  "not-a-number": () => "something else where a plain decimal number belongs",
  "note-too-large": () => "a signed note of more than a megabyte",
  "control-characters": () => "control characters, which do not belong there",
  "not-a-note": () => "not a signed note: text, an empty line, lines of signatures",
  "too-many-signatures": ({ most }) => `more than ${most} signatures`,
  "not-a-signature": () => "not a line of a signature",
  "short-signature": () => "a signature that is too short",
  "wrong-signature": ({ signer }) => `the signature of ${signer} is not right`,
  "not-a-checkpoint": () => "a checkpoint has three lines: name, size and root of the log",
  "no-origin": () => "the name of a log is missing",
  "no-key-name": () => "the key has no name",
  "key-of-no-log": () => "not a key that can sign a log",
  "key-length": () => "a key of the wrong length",
  "key-id": () => "the key’s id does not belong to it",
  "not-an-anchor": () => "not what a log says of an anchor",
  "policy-too-large": () => "a policy of more than a megabyte",
  "too-many-lines": ({ most }) => `a policy of more than ${most} lines`,
  "no-quorum-line": () => "a policy has a quorum line, if only “quorum none”",
  "second-quorum": () => "a second quorum",
  "not-a-policy-line": () => "not a line of a policy",
  "undefined-name": ({ name }) => `“${name}” is not defined above`,
  "taken-name": ({ name }) => `the name “${name}” is taken`,
  "member-already": ({ name }) => `“${name}” is a member of a group already`,
  "key-type": () => "a key of a type that does not belong here",
  "key-twice": () => "a key that was listed before",
  threshold: () => "how many of a group is “all”, “any”, or a number up to that of its members",
  "file-too-large": () => "a file of more than 4 MiB",
  "not-utf8": () => "not a text in UTF-8",
  "not-a-proof": () => "its first line is not that of a Veridesk proof",
  "other-version": () => "not a proof of version 2",
  "no-line-feed": () => "the file does not end with a line feed",
  "ends-early": () => "the file ends too early",
  "no-such-line": ({ starts }) => `a line that starts with “${starts}” is missing`,
  "no-gap": () => "an empty line is missing",
  "other-form": () => "not written in the one way there is",
  "policy-form": () => "a policy that is not written in the one way there is",
  "not-ascii": () => "a name that is not plain ASCII",
  "not-ascending": ({ what }) => `${what} are not in ascending order`,
  "long-path": () => "the path is too long",
  "not-an-opening": () => "not an opening of a field",
  "too-many-openings": ({ most }) => `more than ${most} openings`,
  "not-a-leaf": () => "not a leaf of a log",
  "not-canonical": () => "a leaf that is not in canonical form",
  "unknown-kind": ({ kind }) => `no record is of the kind “${kind}”`,
  "fields-out-of-order": () => "fields are not in order of their names",
  "number-of-fields": () => "a leaf has 1 to 32 fields",
  "not-a-receipt": () => "not a receipt of version 1",
  "receipt-form": () => "a receipt that is not written in the one way there is",
  "beyond-the-calendar": () => "a time beyond the calendar",
  "in-line": ({ line, why }, say) => `line ${line}: ${say.why(why)}`,
  "in-record": ({ index, why }, say) => `record ${index}: ${say.why(why)}`,
  "in-anchor": ({ chain, why }, say) => `chain ${chain}: ${say.why(why)}`,
  "two-names": ({ origin, name }) => `a state of ${origin}, and a key of ${name}`,
  "signed-by": ({ names }, say) => `signed by ${say.list(names)}`,
  "not-in-policy": ({ origin }) => `your policy names no key of ${origin} that signed`,
  "keys-in-file": ({ signers }, say) => `the file’s keys are ${say.list(signers)}`,
  "other-root": ({ size, root }) => `for ${size} records you kept the root ${root}`,
  "signed-of-trusted": ({ names }, say) =>
    names.length === 0 ? "none of the witnesses that you trust signed" : `of the witnesses that you trust, only ${say.list(names)} signed`,
  "beyond-the-head": ({ size }) => `the signed state has ${size} records, this one is not among them`,
  hashes: ({ is, belong }) => `a path of ${is} hashes where ${belong} belong`,
  "not-in-the-log": () => "it does not stand in the log",
  "not-what-was-sealed": ({ field }, say) => `${say.field(field)} is not what was sealed`,
  "not-just-the-log": () => "not signed by just the log’s keys",
  "other-checkpoint": () => "an anchor of another checkpoint",
  "keys-of": ({ origin, names }, say) =>
    names.length === 0 ? `a receipt of ${origin}, and no key of it is known` : `a receipt of ${origin}, and keys of ${say.list(names)}`,
  "no-known-key": () => "no known key of the log signed it",
  "proof-of-another-log": () => "the proof is of another log",
  "other-value": ({ field, sealed, promised }, say) =>
    sealed === null
      ? `${say.field(field)} is missing; the receipt says ${say.value(field, promised)}`
      : `${say.field(field)} was sealed as ${say.value(field, sealed)}; the receipt says ${say.value(field, promised)}`,
  "more-fields": ({ fields }, say) => `the record has what the receipt lacks: ${say.list(fields.map(say.field))}`,
  "hidden-reference": () => "a record hides its reference",
  "hidden-fields": ({ fields }, say) => `the proof hides ${say.list(fields.map(say.field))}`,
  "no-sealing-time": () => "the record does not say when it was sealed",
  "sealed-at": ({ at }, say) => `sealed ${say.value("sealed", at)}`,
};
