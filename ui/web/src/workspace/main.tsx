/** The agents' workspace. */

import { render } from "preact";
import "../look/all.css";
import { complain, Toasts } from "../shared/parts/toast";
import { stayLive } from "../shared/trust/live";
import { actAs, NoDevice } from "../shared/trust/session";
import { App } from "./app";
import { followCalls } from "./call/load";
import { listenForKeys } from "./keys";
import { follow } from "./list/load";
import { begin } from "./state";
import { followTicket } from "./ticket/load";

actAs("desk");
const root = document.getElementById("app")!;
render(<App />, root);

async function start(): Promise<void> {
  await begin();
  void stayLive();
  follow();
  followTicket();
  followCalls();
  listenForKeys();
}

start().catch((error: unknown) => {
  if (error instanceof NoDevice) return;
  render(<Unreached />, root);
  complain(error);
});

/** The desk answered nothing at all, so there is nothing to show yet. */
function Unreached() {
  return (
    <main class="page">
      <Toasts />
    </main>
  );
}
