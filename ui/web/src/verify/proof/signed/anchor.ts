/** What the log states about an anchor: which chain holds a checkpoint, and where. */

import { number } from "../text";
import { BadFormat } from "../why";
import { parseCheckpoint, type Checkpoint } from "./note";

export interface Anchor {
  checkpoint: Checkpoint;
  chain: bigint;
  /** The log's operator declares the chain to be run by others. */
  public: boolean;
  contract: string;
  transaction: string;
  block: bigint;
  blockHash: string;
}

export const ANCHOR_LINES = 8;

const ANCHOR = new RegExp(
  "^veridesk/anchor@v1\\n((?:[^\\n]*\\n){3})chain ([0-9]+) (public|private)\\n" +
    "contract (0x[0-9a-f]{40})\\ntransaction (0x[0-9a-f]{64})\\n" +
    "block ([0-9]+) (0x[0-9a-f]{64})\\n$",
);

export function parseAnchor(text: string): Anchor {
  const found = ANCHOR.exec(text);
  if (!found) throw new BadFormat({ code: "not-an-anchor" });
  const [, checkpoint, chain, kind, contract, transaction, block, blockHash] = found as unknown as string[];
  return {
    checkpoint: parseCheckpoint(checkpoint!),
    chain: number(chain!),
    public: kind === "public",
    contract: contract!,
    transaction: transaction!,
    block: number(block!),
    blockHash: blockHash!,
  };
}
