/** Whom a reader believes: logs, witnesses, and how many of them (c2sp.org/tlog-policy). */

import { BadFormat, hex } from "../text";
import { COSIGNATURE_ED25519, ED25519, parseKey, type VerifierKey } from "./key";

export interface Witness {
  name: string;
  key: VerifierKey;
}

export interface Group {
  name: string;
  least: number;
  members: readonly string[];
}

export interface Policy {
  logs: readonly VerifierKey[];
  witnesses: readonly Witness[];
  groups: readonly Group[];
  /** A witness, a group, or `none`. */
  quorum: string;
}

const NONE = "none";
const MOST_LINES = 64;

/** Reads a policy as its writer may write it; throws BadFormat with the line. */
export function parsePolicy(text: string): Policy {
  const logs: VerifierKey[] = [];
  const witnesses: Witness[] = [];
  const groups: Group[] = [];
  const names = new Set<string>();
  const grouped = new Set<string>();
  let quorum: string | null = null;

  const define = (name: string): void => {
    if (name === NONE || names.has(name)) throw new BadFormat(`the name “${name}” is taken`);
    names.add(name);
  };
  const fresh = (key: VerifierKey, among: readonly VerifierKey[]): VerifierKey => {
    if (among.some((other) => hex(other.public) === hex(key.public))) throw new BadFormat("a key is listed twice");
    return key;
  };
  const read = (words: string[]): void => {
    const [word, ...rest] = words as [string, ...string[]];
    if (word === "log" && (rest.length === 1 || rest.length === 2)) {
      const key = parseKey(rest[0]!);
      if (key.type === COSIGNATURE_ED25519) throw new BadFormat("a key of a witness cannot be a log's");
      logs.push(fresh(key, logs));
    } else if (word === "witness" && (rest.length === 2 || rest.length === 3)) {
      const key = parseKey(rest[1]!);
      if (key.type === ED25519) throw new BadFormat("a key of a log cannot be a witness's");
      define(rest[0]!);
      witnesses.push({ name: rest[0]!, key: fresh(key, witnesses.map((w) => w.key)) });
    } else if (word === "group" && rest.length >= 3) {
      const [name, many, ...members] = rest as [string, string, ...string[]];
      for (const member of members) {
        if (!names.has(member)) throw new BadFormat(`“${member}” is not defined yet`);
        if (grouped.has(member)) throw new BadFormat(`“${member}” is in two groups`);
        grouped.add(member);
      }
      define(name);
      groups.push({ name, least: threshold(many, members.length), members });
    } else if (word === "quorum" && rest.length === 1) {
      if (quorum !== null) throw new BadFormat("a second quorum");
      if (rest[0] !== NONE && !names.has(rest[0]!)) throw new BadFormat(`“${rest[0]}” is not defined yet`);
      quorum = rest[0]!;
    } else {
      throw new BadFormat("not a line of a policy");
    }
  };

  if (/[^\t\n\x20-\x7e\u0080-\uffff]/.test(text)) throw new BadFormat("a control character");
  if (text !== "" && !text.endsWith("\n")) text += "\n";
  text.split("\n").forEach((line, i) => {
    const words = line.split(/[ \t]+/).filter(Boolean);
    if (words.length === 0 || words[0]!.startsWith("#")) return;
    try {
      read(words);
    } catch (error) {
      if (error instanceof BadFormat) throw new BadFormat(`line ${i + 1}: ${error.message}`);
      throw error;
    }
  });
  if (quorum === null) throw new BadFormat("no quorum line");
  if (Math.max(logs.length, witnesses.length, groups.length) > MOST_LINES) throw new BadFormat("too many lines");
  return { logs, witnesses, groups, quorum };
}

function threshold(word: string, members: number): number {
  if (word === "all") return members;
  if (word === "any") return 1;
  const least = /^[1-9][0-9]{0,3}$/.test(word) ? Number(word) : 0;
  if (least < 1 || least > members) throw new BadFormat(`a group of ${members} cannot ask for ${word}`);
  return least;
}

/** Whether those who cosigned, by their names in the policy, are enough. */
export function quorumMet(policy: Policy, cosigned: ReadonlySet<string>): boolean {
  const met = new Set(cosigned);
  // Groups name only what stands before them, so one pass is enough.
  for (const { name, least, members } of policy.groups) {
    if (members.filter((member) => met.has(member)).length >= least) met.add(name);
  }
  return policy.quorum === NONE || met.has(policy.quorum);
}

export const asksForWitnesses = (policy: Policy): boolean => policy.quorum !== NONE;
