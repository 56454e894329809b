/** What an agent can do to the open ticket. Each shows the desk's answer, or its refusal. */

import type { components } from "../../shared/api";
import { complain, toast } from "../../shared/parts/toast";
import type { Detail, Priority, State } from "../../shared/shapes";
import { api, save, take } from "../../shared/trust/api";
import { go } from "../route";
import { me } from "../state";
import { words } from "../words";
import { opened, show } from "./load";

/** Runs one change of a ticket, the open one unless another is named; true when it was made. */
async function change(ask: (id: string) => Promise<Detail>, id = opened.value.id): Promise<boolean> {
  if (!id) return false;
  try {
    show(await ask(id));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

const at = (id: string) => ({ params: { path: { id } } });

export const assign = (account_id: string | null) =>
  change((id) => take(api.POST("/api/tickets/{id}/assign", { ...at(id), body: { account_id } })));

export const setState = (state: State, why: string) =>
  change((id) => take(api.POST("/api/tickets/{id}/state", { ...at(id), body: { state, why } })));

export const setPriority = (priority: Priority, why: string) =>
  change((id) =>
    take(api.POST("/api/tickets/{id}/priority", { ...at(id), body: { priority, why } })),
  );

export async function escalate(act: "raise" | "agree" | "undo", why = "", ticket = opened.value.id): Promise<void> {
  const done = await change(
    (id) => take(api.POST("/api/tickets/{id}/escalation", { ...at(id), body: { act, why } })),
    ticket,
  );
  const t = words().raised;
  const back = act !== "undo" && { act: { label: t.undo, do: () => void escalate("undo", "", ticket) } };
  if (done)
    toast({ about: "escalation", kind: "plain", title: { raise: t.done, agree: t.agreed, undo: t.undone }[act], ...back });
}

export type Excuse = components["schemas"]["ExcusePromise"]["reason"];

/** Says how a promise ended: kept, broken, or excused for a reason that is sealed. */
export const settle = (promise: string, how: "kept" | "broken" | Excuse, why: string) =>
  change(() => {
    const ask = { ...at(promise), body: { why } };
    if (how !== "kept" && how !== "broken")
      return take(api.POST("/api/promises/{id}/excused", { ...at(promise), body: { why, reason: how } }));
    return how === "kept"
      ? take(api.POST("/api/promises/{id}/kept", ask))
      : take(api.POST("/api/promises/{id}/broken", ask));
  });

/** Saves a proof file; its name tells what it proves. */
export function saveProof(of: "promises" | "consents" | "tickets", id: string, name: string): void {
  void save(`/api/${of}/${id}/proof`, `${name}.proof`).catch(complain);
}

/** Saves the signed receipt of a promise, which there is at once. */
export function saveReceipt(promise: string, name: string): void {
  void save(`/api/promises/${promise}/receipt`, `${name}.receipt`).catch(complain);
}

/** `E`: agree with the escalation that waits, or raise. */
export function escalateOrAgree(): void {
  const waits = opened.value.data?.escalation?.agreed === null;
  if (opened.value.data) void escalate(waits ? "agree" : "raise");
}

/** `U`: undo the escalation that stands, agreed to or not. */
export function undoEscalation(): void {
  const { data } = opened.value;
  if (!data) return;
  if (data.ticket.escalated) void escalate("undo");
  else toast({ about: "escalation", kind: "plain", title: words().raised.none });
}

/** `G`: the most urgent ticket that nobody has becomes one's own, and opens. */
export async function takeMostUrgent(): Promise<void> {
  try {
    const query = { view: "unassigned", order: "urgency" };
    const [first] = (await take(api.GET("/api/tickets", { params: { query } }))).items;
    if (!first) {
      toast({ kind: "plain", title: words().list.tookNone });
      return;
    }
    const body = { account_id: me.value?.account_id ?? null };
    await api.POST("/api/tickets/{id}/assign", { ...at(first.id), body });
    go("mine", first.id);
  } catch (error) {
    complain(error);
  }
}
