/** One verified WebSocket: opened with a proof, spoken on in signed envelopes, renewed. */

import { envelope, type Envelope } from "./envelope";
import { freshNonce, prove } from "./proof";
import { drop, thisDevice, token } from "./session";

export interface Line {
  /** Sends a message; messages leave in the order of the calls. */
  say(body: object): void;
  /** Sends sound; dropped when the network is more than two seconds behind. */
  send(payload: ArrayBuffer): void;
  close(): void;
  /** Resolves when the line is closed, by whichever side. */
  closed: Promise<CloseEvent>;
  /** Where the desk's events stand at connect, for resuming later. */
  cursor: string | null;
}

interface Hears {
  words(message: unknown): void;
  sound?(pcm: ArrayBuffer): void;
}

const RENEW_EVERY = 4 * 60_000;
const TOKEN_ENDED = 4401;
// Two seconds of 16 kHz 16-bit sound.
const BEHIND = 64_000;

/** Opens a line to `path`; rejects when the desk does not say hello within ten seconds. */
export async function open(path: string, hears: Hears): Promise<Line> {
  const by = await thisDevice();
  await freshNonce(by);
  const { access_token } = await token();
  const url = new URL(path, location.href);
  const proof = await prove(by, "GET", url.href, access_token);
  url.protocol = url.protocol.replace("http", "ws");
  const ws = new WebSocket(url, ["desk.v1", `token.${access_token}`, `dpop.${proof}`]);
  ws.binaryType = "arraybuffer";
  const closed = new Promise<CloseEvent>((done) => ws.addEventListener("close", done));

  // What comes before the key is ready waits: the desk may speak right after its hello.
  const early: MessageEvent[] = [];
  let hear = (event: MessageEvent): void => void early.push(event);
  const hello = await new Promise<{ key: string; cursor?: string | null }>((done, failed) => {
    const late = setTimeout(() => ws.close(), 10_000);
    let greeted = false;
    ws.addEventListener("message", (event) => {
      if (greeted) return hear(event);
      greeted = true;
      clearTimeout(late);
      done(JSON.parse(String(event.data)) as { key: string });
    });
    void closed.then(() => {
      clearTimeout(late);
      failed(new Error("the line was closed before it was open"));
    });
  });

  const wrap: Envelope = await envelope(hello.key);
  // One queue: signing is asynchronous, and the desk refuses numbers out of order.
  let queue = Promise.resolve();
  const inTurn = (signed: Promise<string | Uint8Array<ArrayBuffer>>) => {
    queue = queue.then(async () => {
      const message = await signed;
      if (ws.readyState === WebSocket.OPEN) ws.send(message);
    });
  };
  const say = (body: object) => inTurn(wrap.words(body));

  hear = (event) => {
    if (typeof event.data === "string") hears.words(JSON.parse(event.data));
    else hears.sound?.(event.data as ArrayBuffer);
  };

  const renewing = setInterval(() => {
    void (async () => {
      await freshNonce(by);
      const next = (await token()).access_token;
      say({ type: "renew", token: next, proof: await prove(by, "GET", path, next) });
    })().catch(() => {
      // The desk closes the line when the token ends; whoever owns it connects again.
    });
  }, RENEW_EVERY);
  void closed.then((event) => {
    clearInterval(renewing);
    // The desk would not have the token any more: the next line brings another.
    if (event.code === TOKEN_ENDED) drop();
  });

  early.forEach(hear);
  return {
    say,
    send(payload) {
      if (ws.bufferedAmount < BEHIND) inTurn(wrap.bytes(payload));
    },
    // In turn too, so that what was said before is sent before.
    close: () => void (queue = queue.then(() => ws.close())),
    closed,
    cursor: hello.cursor ?? null,
  };
}
