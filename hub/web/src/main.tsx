import { render } from "preact";
import { playOneAtATime } from "./audio/one-at-a-time.ts";
import { App } from "./shell/app.tsx";
import { applyTheme, storedTheme } from "./shell/theme.ts";

playOneAtATime();
applyTheme(storedTheme());
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
