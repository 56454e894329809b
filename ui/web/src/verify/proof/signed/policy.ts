/** Whom a reader believes: logs, witnesses, and how many of them (c2sp.org/tlog-policy). */

import { hex } from "../text";
import { BadFormat } from "../why";
import { COSIGNATURE_ED25519, ED25519, parseKey, type KeyType, type VerifierKey } from "./key";
import { signers, type Note, type Signed } from "./note";

export interface Log {
  key: VerifierKey;
  url: string | null;
}

export interface Witness extends Log {
  /** Means something in the policy alone. */
  name: string;
}

export interface Group {
  name: string;
  least: number;
  members: readonly string[];
}

export interface Policy {
  logs: readonly Log[];
  witnesses: readonly Witness[];
  groups: readonly Group[];
  /** A witness, a group, or `none`. */
  quorum: string;
}

export const NONE = "none";
const MOST_BYTES = 1 << 20;
const MOST_LINES = 1000;

/** Reads a policy as its writer may write it; throws BadFormat with the line. */
export function parsePolicy(text: string): Policy {
  if (text.length > MOST_BYTES) throw new BadFormat({ code: "policy-too-large" });
  const reading = new Reading();
  text.split("\n").forEach((line, i) => {
    if (i === MOST_LINES) throw new BadFormat({ code: "too-many-lines", most: MOST_LINES });
    try {
      reading.line(line);
    } catch (error) {
      if (error instanceof BadFormat) throw new BadFormat({ code: "in-line", line: i + 1, why: error.why });
      throw error;
    }
  });
  const { logs, witnesses, groups, quorum } = reading;
  if (quorum === null) throw new BadFormat({ code: "no-quorum-line" });
  return { logs, witnesses, groups, quorum };
}

class Reading {
  readonly logs: Log[] = [];
  readonly witnesses: Witness[] = [];
  readonly groups: Group[] = [];
  quorum: string | null = null;
  private readonly names = new Set<string>();
  private readonly members = new Set<string>();

  line(line: string): void {
    if (/[\x00-\x08\x0b-\x1f\x7f]/.test(line)) throw new BadFormat({ code: "control-characters" });
    const [word, ...rest] = line.split(/[ \t]+/).filter((piece) => piece !== "");
    if (word === undefined || word.startsWith("#")) return;
    const [first = "", second = "", ...more] = rest;
    if (word === "log" && (rest.length === 1 || rest.length === 2)) {
      this.logs.push(this.listed(this.logs, first, COSIGNATURE_ED25519, second || null));
    } else if (word === "witness" && (rest.length === 2 || rest.length === 3)) {
      const listed = this.listed(this.witnesses, second, ED25519, more[0] ?? null);
      this.define(first);
      this.witnesses.push({ name: first, ...listed });
    } else if (word === "group" && rest.length >= 3) {
      for (const member of more) {
        if (!this.names.has(member)) throw new BadFormat({ code: "undefined-name", name: member });
        if (this.members.has(member)) throw new BadFormat({ code: "member-already", name: member });
        this.members.add(member);
      }
      const group = { name: first, least: threshold(second, more.length), members: more };
      this.define(first);
      this.groups.push(group);
    } else if (word === "quorum" && rest.length === 1) {
      if (this.quorum !== null) throw new BadFormat({ code: "second-quorum" });
      if (first !== NONE && !this.names.has(first)) throw new BadFormat({ code: "undefined-name", name: first });
      this.quorum = first;
    } else {
      throw new BadFormat({ code: "not-a-policy-line" });
    }
  }

  /** Under whatever name it stands, a key is listed once. */
  private listed(among: readonly Log[], text: string, not: KeyType, url: string | null): Log {
    const key = parseKey(text);
    if (key.type === not) throw new BadFormat({ code: "key-type" });
    if (among.some((one) => hex(one.key.public) === hex(key.public))) {
      throw new BadFormat({ code: "key-twice" });
    }
    return { key, url };
  }

  private define(name: string): void {
    if (name === NONE || this.names.has(name)) throw new BadFormat({ code: "taken-name", name });
    this.names.add(name);
  }
}

function threshold(word: string, members: number): number {
  if (word === "all") return members;
  if (word === "any") return 1;
  const least = /^[1-9][0-9]{0,4}$/.test(word) ? Number(word) : 0;
  if (least < 1 || least > members) {
    throw new BadFormat({ code: "threshold" });
  }
  return least;
}

/** A policy in the one way that proof files carry it. */
export function writePolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.map(({ key, url }) => ["log", key.text, url]),
    ...witnesses.map(({ name, key, url }) => ["witness", name, key.text, url]),
    ...groups.map(({ name, least, members }) => ["group", name, String(least), ...members]),
    ["quorum", quorum],
  ];
  return lines.map((words) => `${words.filter((word) => word !== null).join(" ")}\n`).join("");
}

/** Whether cosignatures of these witnesses, by their names in the policy, are enough. */
export function quorumMet(policy: Policy, names: Iterable<string>): boolean {
  const vouching = new Set(names);
  // Members are always defined before, so one pass is enough.
  for (const { name, least, members } of policy.groups) {
    if (members.filter((member) => vouching.has(member)).length >= least) vouching.add(name);
  }
  return policy.quorum === NONE || vouching.has(policy.quorum);
}

export interface Vouched {
  witness: Witness;
  signed: Signed | null;
}

/**
 * What each witness of a policy says of a log's checkpoint, and whether that is enough.
 * Throws BadSignature when a line of one of them, or of a log of that name, is not right.
 */
export function vouched(policy: Policy, note: Note, origin: string): { each: Vouched[]; met: boolean } {
  const logs = policy.logs.map((log) => log.key).filter((key) => key.name === origin);
  const signed = signers(note, [...logs, ...policy.witnesses.map((w) => w.key)]);
  const each = policy.witnesses.map((witness) => ({
    witness,
    signed: signed.find((one) => one.key === witness.key) ?? null,
  }));
  const names = each.filter((one) => one.signed).map((one) => one.witness.name);
  return { each, met: quorumMet(policy, names) };
}
