/** The customers' portal. */

import { render } from "preact";
import "../look/all.css";
import { actAs } from "../shared/trust/session";
import { App } from "./app";
import { begin } from "./load";

actAs("portal");
render(<App />, document.getElementById("app")!);
void begin();
