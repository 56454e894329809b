/** One call: loaded, and while it goes on drawn on second by second. */

import { useEffect, useState } from "preact/hooks";
import type { Call, Strain } from "../../shared/shapes";
import { api, take } from "../../shared/trust/api";
import { listen, onOpen, watchCall } from "../../shared/trust/live";
import { refreshCalls, unlessRefused } from "../state";
import { add } from "./curve";

const NOTHING: Strain = { index: 0, alarm_at: null, baseline: null, voiced_seconds: 0, validated: true, track: [] };

/** The call with what was announced since it was loaded; null until it is there. */
export function useCall(id: string | null): Call | null {
  const [call, setCall] = useState<Call | null>(null);
  const over = call?.id === id && call?.ended_at !== null;
  useEffect(() => {
    if (!id) return;
    let gone = false;
    const load = () =>
      take(api.GET("/api/calls/{id}", { params: { path: { id } } })).then(
        (loaded) => gone || setCall(loaded),
        (error: unknown) => gone || unlessRefused(error),
      );
    void load();
    const stop = [
      onOpen(() => void load()),
      listen((event) => {
        if (event.topic !== "call" || event.ref !== id) return;
        const { t, strain, alarm_at } = event.body ?? {};
        if (typeof t !== "number" || typeof strain !== "number") return void load();
        setCall((old) => old && heard(old, t, strain, typeof alarm_at === "number" ? alarm_at : null));
        // The caller's usual voice, once it is known, comes with the call and not with a point.
        if (t < 60 && Math.floor(t) % 5 === 0) void load();
      }),
    ];
    return () => {
      gone = true;
      for (const act of stop) act();
    };
  }, [id]);
  useEffect(() => (id && !over ? watchCall(id) : undefined), [id, over]);
  return call?.id === id ? call : null;
}

function heard(call: Call, second: number, strain: number, alarm: number | null): Call {
  const before = call.strain ?? NOTHING;
  const track = add(before.track, [second, strain]);
  return { ...call, strain: { ...before, track, alarm_at: alarm ?? before.alarm_at } };
}

/** Keeps the list of calls fresh: every change of a call that is not a point of its curve. */
export function followCalls(): void {
  listen((event) => {
    if (event.topic === "call" && event.body?.["strain"] === undefined) {
      void refreshCalls().catch(unlessRefused);
    }
  });
}
