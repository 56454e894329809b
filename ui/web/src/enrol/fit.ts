/** Whether this browser can keep a key at all, asked before a link is used up. */

export type Unfit = "insecure" | "crypto" | "storage";

/** What stands in the way, or null. */
export async function unfit(): Promise<Unfit | null> {
  if (!isSecureContext) return "insecure";
  if (!globalThis.crypto?.subtle) return "crypto";
  return (await stores()) ? null : "storage";
}

async function stores(): Promise<boolean> {
  try {
    // A store of its own, so that the real one is only ever made by those who use it.
    await new Promise<void>((done, failed) => {
      const opening = indexedDB.open("veridesk.trial", 1);
      opening.onsuccess = () => {
        opening.result.close();
        indexedDB.deleteDatabase("veridesk.trial");
        done();
      };
      opening.onerror = () => failed(opening.error ?? new Error("no store"));
      opening.onblocked = () => failed(new Error("no store"));
    });
    return true;
  } catch {
    return false;
  }
}

/** The path and fragment of a pasted enrolment link of this desk; null for anything else. */
export function wayOf(pasted: string, origin: string = location.origin): string | null {
  try {
    const url = new URL(pasted.trim());
    const ours = url.origin === origin && url.pathname === "/enrol" && url.hash.length > 8;
    return ours ? url.pathname + url.hash : null;
  } catch {
    return null;
  }
}
