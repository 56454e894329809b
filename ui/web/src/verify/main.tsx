/** The auditors' page. */

import { render } from "preact";
import "../look/all.css";
import { App } from "./app";
import { askForLog } from "./log/state";

render(<App />, document.getElementById("app")!);
void askForLog();
