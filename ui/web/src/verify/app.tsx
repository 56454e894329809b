/** The auditors' page: drop a proof, read what it shows. */

import { useEffect, useRef, useState } from "preact/hooks";
import { lang } from "../shared/i18n";
import { LanguageSwitch, ThemeSwitch } from "../shared/parts/basics";
import { Icon, Mark } from "../shared/parts/icon";
import { useSignal } from "../shared/signal";
import { size } from "../shared/time";
import { checked, knowKey, known, remove, take, unreadable } from "./files";
import { Log } from "./log";
import { Command } from "./result/command";
import { Result } from "./result/result";
import { words } from "./words";

export function App() {
  useSignal(lang);
  const t = words();
  const files = useSignal(checked);
  const lost = useSignal(unreadable);
  useEffect(() => void (document.title = `${t.title} · Veridesk`), [t]);
  return (
    <>
      <header class="top">
        <a class="skip" href="#main">
          {t.skip}
        </a>
        <a class="brand" href="/verify">
          <Mark />
          <span>Veridesk</span>
        </a>
        <nav aria-label={t.pages}>
          <a href="/verify" aria-current="page">
            {t.title}
          </a>
          <a href="#log">{t.theLog}</a>
          <a href="#self">{t.withoutUs}</a>
        </nav>
        <span class="push" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main class="page" id="main">
        <div class="page-h">
          <h1>{t.title}</h1>
          <p>{t.lead}</p>
        </div>
        <div class="vstack">
          <p class="vh" role="status">
            {files[0] && `${files[0].name}: ${files[0].outcome.valid ? t.verified : t.notVerified}`}
          </p>
          <Drop />
          {lost.map((name) => (
            <p key={name} class="banner banner-crit" role="alert">
              <Icon name="harm" />
              <span>
                <b>{name}</b> {t.unreadable}
              </span>
            </p>
          ))}
          {files.map((file) => (
            <Result key={file.id} file={file} onRemove={() => remove(file.id)} />
          ))}
        </div>
        <Known />
        <Log />
        <section class="card below" id="self" aria-labelledby="self-h">
          <header>
            <h2 id="self-h">{t.withoutUs}</h2>
          </header>
          <div class="in">
            <Command name={files[0]?.name ?? "FILE.proof"} />
            <p class="soft">{t.format}</p>
          </div>
        </section>
      </main>
    </>
  );
}

function Drop() {
  const t = words();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const latest = useSignal(checked)[0];
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void take([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener("dragover", drag);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", drag);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, []);
  return (
    <div class={`drop ${over ? "is-over" : ""}`}>
      <Icon name="file" class="i-20" />
      <div class="clip">
        <b>{over ? t.dropHere : (latest?.name ?? t.drop)}</b>{" "}
        {latest && !over && <span class="muted">{t.checkedIn(size(latest.bytes), latest.ms)}</span>}
        <p class="t12 muted">{latest ? t.another : t.dropMore}</p>
      </div>
      <input
        ref={input}
        class="vh"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          void take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <button class="btn btn-primary push" onClick={() => input.current?.click()}>
        {t.choose}
      </button>
    </div>
  );
}

/** A key that the reader has from elsewhere outweighs whatever the file says. */
function Known() {
  const t = words();
  const key = useSignal(known);
  return (
    <details class="card below known">
      <summary>
        <Icon name="key" />
        {t.keyTitle}
      </summary>
      <div class="in">
        <p class="soft">{t.keyLead}</p>
        <div class="field">
          <label for="known">{t.keyLabel}</label>
          <input
            class="input mono"
            id="known"
            autoComplete="off"
            spellcheck={false}
            value={key}
            onInput={(event) => knowKey(event.currentTarget.value)}
          />
        </div>
      </div>
    </details>
  );
}
