/** A proof file taken apart line by line. Nothing in it is verified yet. */

import type { Opening } from "./leaf";
import { parseKey, type LogKey } from "./note";
import { BadFormat, decode, encode, FIELD_NAME, number, VALUE } from "./text";

export interface Record {
  index: bigint;
  leaf: string;
  path: Uint8Array[];
  openings: Opening[];
}

export interface Proof {
  key: LogKey;
  records: Record[];
  checkpoint: string;
  receipt: string | null;
}

/** Says the line in which a file stopped being a proof. */
export class NotAProof extends Error {
  readonly line: number;
  readonly text: string | null;

  constructor(why: string, line: number, text: string | null) {
    super(why);
    this.line = line;
    this.text = text;
  }
}

const HEADER = "veridesk/proof@v1";
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_LEAF = 65_535;
const MOST_PATH = 63;

/** Reads a file's bytes; throws NotAProof for any that are not written in the one way. */
export function parseProof(bytes: Uint8Array): Proof {
  if (bytes.length > MOST_BYTES) throw new NotAProof("the file is longer than 4 MiB", 0, null);
  let text: string;
  try {
    // A byte order mark is kept, so that it is refused like any other addition.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotAProof("the file is not UTF-8 text", 0, null);
  }
  const lines = new Lines(text);
  try {
    const proof = whole(lines);
    if (written(proof) !== text) throw new BadFormat("not written in the one way there is");
    return proof;
  } catch (error) {
    if (error instanceof BadFormat) throw new NotAProof(error.message, lines.at, lines.last);
    throw error;
  }
}

class Lines {
  private readonly lines: string[];
  private readonly ends: boolean;
  at = 0;

  constructor(text: string) {
    this.ends = text.endsWith("\n");
    this.lines = text.slice(0, -1).split("\n");
    if (!this.ends) this.lines.length = 0;
  }

  get last(): string | null {
    return this.lines[this.at - 1] ?? null;
  }

  peek(): string | undefined {
    return this.lines[this.at];
  }

  next(): string {
    const line = this.peek();
    if (!this.ends) throw new BadFormat("the file does not end with a line feed");
    this.at++;
    if (line === undefined) throw new BadFormat("the file ends too early");
    return line;
  }

  after(word: string): string {
    const line = this.next();
    if (!line.startsWith(`${word} `)) throw new BadFormat(`no line that starts with “${word}”`);
    return line.slice(word.length + 1);
  }

  gap(): void {
    if (this.next() !== "") throw new BadFormat("an empty line is missing");
  }

  /** A signed note whose text has this many lines. */
  note(lines: number): string {
    let text = "";
    for (let n = 0; n < lines + 2; n++) text += `${this.next()}\n`;
    return text;
  }
}

function whole(lines: Lines): Proof {
  if (lines.next() !== HEADER) throw new BadFormat("not a Veridesk proof of version 1");
  const key = parseKey(lines.after("key"));
  lines.gap();
  const records: Record[] = [];
  do {
    const record = one(lines);
    const before = records.at(-1);
    if (before && record.index <= before.index) {
      throw new BadFormat("records are not in the order of the log");
    }
    records.push(record);
  } while (lines.peek()?.startsWith("leaf "));
  const checkpoint = lines.note(3);
  let receipt: string | null = null;
  if (lines.peek() !== undefined) {
    lines.gap();
    receipt = lines.note(8);
  }
  if (lines.peek() !== undefined) {
    lines.next();
    throw new BadFormat("something follows the end");
  }
  return { key, records, checkpoint, receipt };
}

function one(lines: Lines): Record {
  const leaf = lines.after("leaf");
  if (!/^[\x00-\x7f]*$/.test(leaf) || leaf.length > MOST_LEAF) throw new BadFormat("not a leaf");
  const openings: Opening[] = [];
  while (lines.peek()?.startsWith("open ")) {
    const opening = opened(lines.after("open"));
    const before = openings.at(-1);
    if (openings.length === 32 || (before && opening.name <= before.name)) {
      throw new BadFormat("openings are not in order of their names");
    }
    openings.push(opening);
  }
  const index = number(lines.after("index"));
  const path: Uint8Array[] = [];
  while (lines.peek() !== "") {
    path.push(decode(lines.next(), 32));
    if (path.length > MOST_PATH) throw new BadFormat("the path is too long");
  }
  lines.gap();
  return { index, leaf, path, openings };
}

function opened(text: string): Opening {
  const [name = "", salt = "", value = "", ...more] = text.split(" ");
  if (more.length > 0 || !FIELD_NAME.test(name) || !VALUE.test(value)) throw new BadFormat("not an opening");
  return { name, salt: decode(salt, 16), value };
}

function written({ key, records, checkpoint, receipt }: Proof): string {
  const parts = [`${HEADER}\nkey ${key.text}\n`];
  for (const { leaf, openings, index, path } of records) {
    const lines = [`leaf ${leaf}`];
    for (const o of openings) lines.push(`open ${o.name} ${encode(o.salt)} ${o.value}`);
    lines.push(`index ${index}`, ...path.map(encode));
    parts.push(`${lines.join("\n")}\n`);
  }
  parts.push(checkpoint);
  if (receipt !== null) parts.push(receipt);
  return parts.join("\n");
}
