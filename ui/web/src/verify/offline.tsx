/** The checker as one file on somebody's disk: it asks nobody, and could not. */

import { render } from "preact";
import "../look/tokens.css";
import "../look/ground.css";
import "../look/parts.css";
import "../look/workspace.css";
import "../look/pages.css";
import "../look/widths.css";
import { lang } from "../shared/i18n";
import { useSignal } from "../shared/signal";
import { Check } from "./check";
import { deskKeys } from "./desk";
import { Frame } from "./frame";
import { WithoutUs } from "./self";
import { words } from "./words";

function Page() {
  useSignal(lang);
  return (
    <Frame home="#">
      <Inside />
    </Frame>
  );
}

function Inside() {
  return (
    <>
      <Check lead={words().leadOffline} />
      <WithoutUs />
    </>
  );
}

deskKeys.value = "offline";
render(<Page />, document.getElementById("app")!);
