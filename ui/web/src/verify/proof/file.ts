/** A proof file taken apart line by line. Nothing in it is verified yet. */

import type { Opening } from "./leaf";
import { ANCHOR_LINES, parseAnchor, type Anchor } from "./signed/anchor";
import { ED25519, type VerifierKey } from "./signed/key";
import { parseCheckpoint, parseSignature, writeNote, type Checkpoint, type Note, type Signature } from "./signed/note";
import { NONE, parsePolicy, writePolicy, type Policy } from "./signed/policy";
import { decode, encode, FIELD_NAME, NAME, number, VALUE } from "./text";
import { BadFormat, type Why } from "./why";

export interface Record {
  index: bigint;
  leaf: string;
  path: Uint8Array[];
  openings: Opening[];
}

export interface Proof {
  /** The file's own word on who signed it: whom to believe is the reader's business. */
  policy: Policy;
  records: Record[];
  head: Note;
  checkpoint: Checkpoint;
  anchors: { note: Note; anchor: Anchor }[];
}

export const logKeys = (proof: Proof): VerifierKey[] => proof.policy.logs.map((log) => log.key);
/** Those that sign any text: anchors and receipts. */
export const plainKeys = (proof: Proof): VerifierKey[] => logKeys(proof).filter((key) => key.type === ED25519);

export type FormReason = "not-a-proof" | "truncated" | "other-version" | "bad-policy" | "out-of-order" | "bad-form";

/** Says why, and in which line, a file stopped being a proof. */
export class NotAProof extends Error {
  readonly reason: FormReason;
  readonly why: Why;
  readonly line: number;
  readonly text: string | null;

  constructor(reason: FormReason, why: Why, line = 0, text: string | null = null) {
    super(why.code);
    this.reason = reason;
    this.why = line ? { code: "in-line", line, why } : why;
    this.line = line;
    this.text = text;
  }
}

/** A BadFormat with a reason of its own. */
class Form extends BadFormat {
  readonly reason: FormReason;

  constructor(reason: FormReason, why: Why) {
    super(why);
    this.reason = reason;
  }
}

const FAMILY = "veridesk/proof@v";
const HEADER = `${FAMILY}2`;
const TLOG_PROOF = "c2sp.org/tlog-proof@v1";
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_LEAF = 65_535;
const MOST_PATH = 63;
const MOST_OPENINGS = 32;

/** Reads a file's bytes; throws NotAProof for any that are not written in the one way. */
export function parseProof(bytes: Uint8Array): Proof {
  if (bytes.length > MOST_BYTES) throw new NotAProof("not-a-proof", { code: "file-too-large" });
  let text: string;
  try {
    // A byte order mark is kept, so that it is refused like any other addition.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotAProof("not-a-proof", { code: "not-utf8" });
  }
  if (!text.startsWith(FAMILY)) throw new NotAProof("not-a-proof", { code: "not-a-proof" });
  if (!text.endsWith("\n")) throw new NotAProof("truncated", { code: "no-line-feed" });
  const lines = new Lines(text);
  try {
    const proof = whole(lines);
    if (written(proof) !== text) throw new BadFormat({ code: "other-form" });
    return proof;
  } catch (error) {
    if (!(error instanceof BadFormat)) throw error;
    const reason = error instanceof Form ? error.reason : "bad-form";
    throw new NotAProof(reason, error.why, lines.at, lines.last);
  }
}

class Lines {
  private readonly lines: string[];
  at = 0;

  constructor(text: string) {
    this.lines = text.slice(0, -1).split("\n");
  }

  get last(): string | null {
    return this.lines[this.at - 1] ?? null;
  }

  peek(): string | undefined {
    return this.lines[this.at];
  }

  next(): string {
    const line = this.peek();
    this.at++;
    if (line === undefined) throw new Form("truncated", { code: "ends-early" });
    return line;
  }

  after(word: string): string {
    const line = this.next();
    if (!line.startsWith(`${word} `)) throw new BadFormat({ code: "no-such-line", starts: word });
    return line.slice(word.length + 1);
  }

  gap(): void {
    if (this.next() !== "") throw new BadFormat({ code: "no-gap" });
  }

  /** The text of a note, and the empty line after it. */
  text(lines: number): string {
    let text = "";
    for (let n = 0; n < lines; n++) text += `${this.next()}\n`;
    this.gap();
    return text;
  }

  signature(): Signature {
    return parseSignature(this.next());
  }
}

function whole(lines: Lines): Proof {
  if (lines.next() !== HEADER) throw new Form("other-version", { code: "other-version" });
  lines.gap();
  const policy = ownPolicy(lines);
  const records: Record[] = [];
  do {
    records.push(one(lines));
    ascending("records", records.at(-2)?.index, records.at(-1)!.index);
  } while (lines.peek()?.startsWith("leaf "));
  const text = lines.text(3);
  const checkpoint = parseCheckpoint(text);
  const every = policy.logs.length + policy.witnesses.length;
  const head = { text, signatures: Array.from({ length: every }, () => lines.signature()) };
  const anchors: Proof["anchors"] = [];
  while (lines.peek() !== undefined) {
    lines.gap();
    const text = lines.text(ANCHOR_LINES);
    const anchor = parseAnchor(text);
    const signatures = [lines.signature()];
    while (lines.peek()) signatures.push(lines.signature());
    ascending("anchors", anchors.at(-1)?.anchor.chain, anchor.chain);
    anchors.push({ note: { text, signatures }, anchor });
  }
  return { policy, records, head, checkpoint, anchors };
}

function ascending<T extends bigint | string>(what: "records" | "openings" | "anchors", before: T | undefined, now: T): void {
  if (before !== undefined && now <= before) throw new Form("out-of-order", { code: "not-ascending", what });
}

function ownPolicy(lines: Lines): Policy {
  let text = "";
  for (let line = lines.next(); line !== ""; line = lines.next()) text += `${line}\n`;
  const wrong = (why: Why): Form => new Form("bad-policy", why);
  let policy: Policy;
  try {
    policy = parsePolicy(text);
  } catch (error) {
    throw error instanceof BadFormat ? wrong(error.why) : error;
  }
  const listed = [...policy.logs, ...policy.witnesses];
  if (!listed.every((one) => NAME.test(one.key.name))) throw wrong({ code: "not-ascii" });
  if (policy.logs.length === 0 || writePolicy(carried(policy)) !== text) {
    throw wrong({ code: "policy-form" });
  }
  return policy;
}

/** What a file's policy must be by its keys alone: nobody signs for it, so it has no choice. */
function carried(found: Policy): Policy {
  const witnesses = found.witnesses.map(({ key }, i) => ({ name: `w${i + 1}`, key, url: null }));
  const members = witnesses.map((one) => one.name);
  const many = members.length > 1;
  return {
    logs: found.logs.map(({ key }) => ({ key, url: null })),
    witnesses,
    groups: many ? [{ name: "witnesses", least: members.length, members }] : [],
    quorum: many ? "witnesses" : (members[0] ?? NONE),
  };
}

function one(lines: Lines): Record {
  const leaf = lines.after("leaf");
  if (!/^[\x00-\x7f]*$/.test(leaf) || leaf.length > MOST_LEAF) throw new BadFormat({ code: "not-a-leaf" });
  const openings: Opening[] = [];
  while (lines.peek()?.startsWith("open ")) {
    openings.push(opened(lines.after("open")));
    ascending("openings", openings.at(-2)?.name, openings.at(-1)!.name);
  }
  if (openings.length > MOST_OPENINGS) throw new BadFormat({ code: "too-many-openings", most: MOST_OPENINGS });
  if (lines.next() !== TLOG_PROOF) throw new BadFormat({ code: "no-such-line", starts: TLOG_PROOF });
  const index = number(lines.after("index"));
  const path: Uint8Array[] = [];
  while (lines.peek() !== "") {
    path.push(decode(lines.next(), 32));
    if (path.length > MOST_PATH) throw new BadFormat({ code: "long-path" });
  }
  lines.gap();
  return { index, leaf, path, openings };
}

function opened(text: string): Opening {
  const [name = "", salt = "", value = "", ...more] = text.split(" ");
  if (more.length > 0 || !FIELD_NAME.test(name) || !VALUE.test(value)) throw new BadFormat({ code: "not-an-opening" });
  return { name, salt: decode(salt, 16), value };
}

function written({ policy, records, head, anchors }: Proof): string {
  const parts = [`${HEADER}\n`, writePolicy(policy)];
  for (const { leaf, openings, index, path } of records) {
    const lines = [`leaf ${leaf}`];
    for (const o of openings) lines.push(`open ${o.name} ${encode(o.salt)} ${o.value}`);
    lines.push(TLOG_PROOF, `index ${index}`, ...path.map(encode));
    parts.push(`${lines.join("\n")}\n`);
  }
  parts.push(writeNote(head), ...anchors.map(({ note }) => writeNote(note)));
  return parts.join("\n");
}
