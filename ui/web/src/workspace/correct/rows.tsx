/** What was read, and what people say of it: urgency, tone and topic, each with its key. */

import { Icon } from "../../shared/parts/icon";
import type { Detail, Signal } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { percent } from "../../shared/time";
import { shared } from "../../shared/words";
import { isWordless } from "../details/reading";
import { Section } from "../details/section";
import { Menu } from "../ticket/menu";
import { words } from "../words";
import {
  ASPECTS, choices, correct, LEVELS, nameOf, pending, readAs, rowId, stands, sureOf, takeBack, type Aspect,
} from "./correct";

export function Corrections({ detail }: { detail: Detail }) {
  const t = words().correct;
  if (!detail.signal) return null;
  return (
    <Section name="correct" title={t.title}>
      <div class="corrections">
        {ASPECTS.map((aspect) => (
          <Row key={aspect} aspect={aspect} detail={detail} read={detail.signal!} />
        ))}
      </div>
      <p class="t12 muted">{t.more}</p>
    </Section>
  );
}

function Row({ aspect, detail, read }: { aspect: Aspect; detail: Detail; read: Signal }) {
  const t = words().correct;
  const said = stands(detail, aspect);
  const held = useSignal(pending);
  const soon = held?.ticket === detail.ticket.id && held.aspect === aspect ? held.meant : null;
  const wordless = aspect !== "urgency" && isWordless(read);
  const sure = sureOf(read, aspect);
  const machine = nameOf(aspect, readAs(read, aspect));
  const name = t.aspect[aspect] ?? aspect;
  const now = soon ?? said?.meant ?? readAs(read, aspect);
  return (
    <div class="correction" role="group" aria-label={name} id={rowId(aspect)}>
      <div class="hstack">
        <span class="t12">{name}</span>
        <span class="push" />
        <kbd class="kbd" title={t.hint[aspect]}>
          {t.keys[aspect]}
        </kbd>
      </div>
      {aspect === "urgency" ? (
        <div class="ask">
          {LEVELS.map((level) => (
            <button
              key={level}
              class="btn btn-s"
              aria-pressed={said?.meant === level}
              onClick={() => void correct("urgency", level)}
            >
              {nameOf("urgency", level)}
            </button>
          ))}
        </div>
      ) : (
        <div class="ask">
          <Menu
            class={`btn btn-s ${said || soon ? "is-said" : ""}`}
            label={
              <>
                {wordless && !said && !soon ? t.choose : nameOf(aspect, now)} <Icon name="down" class="i-12" />
              </>
            }
            title={`${t.choose}${shared().colon}${name}`}
          >
            {(close) => (
              <div class="meant">
                {choices(read, aspect).map((one) => (
                  <button
                    key={one}
                    class="btn btn-s btn-quiet"
                    aria-pressed={now === one}
                    onClick={() => {
                      close();
                      void correct(aspect, one);
                    }}
                  >
                    {nameOf(aspect, one)}
                  </button>
                ))}
              </div>
            )}
          </Menu>
          {!said && !soon && !wordless && (
            <button class="btn btn-s btn-quiet" onClick={() => void correct(aspect, readAs(read, aspect))}>
              {t.right}
            </button>
          )}
        </div>
      )}
      <p class="t12 muted" role="status">
        {wordless ? t.wordless : sure === null ? t.read(machine) : t.readSure(machine, percent(sure))}
        {soon && ` · ${t.soon}`}
        {said && !soon && (
          <>
            {" · "}
            <b>
              {said.meant === said.said
                ? t.agreed(said.by ?? t.someone)
                : t.meant(said.by ?? t.someone, nameOf(aspect, said.meant))}
            </b>{" "}
            <button class="btn btn-quiet btn-s" onClick={() => void takeBack(aspect)}>
              {t.undo}
            </button>
          </>
        )}
      </p>
    </div>
  );
}
