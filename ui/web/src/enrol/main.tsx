/** The enrolment page. */

import { render } from "preact";
import "../look/all.css";
import { App } from "./app";

render(<App />, document.getElementById("app")!);
