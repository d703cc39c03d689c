import { render } from "preact";
import { playOneAtATime } from "./audio/one-at-a-time.ts";
import { SharedPage } from "./pages/shared.tsx";
import { App } from "./shell/app.tsx";
import { applyTheme, storedTheme } from "./shell/theme.ts";

playOneAtATime();
applyTheme(storedTheme());
const root = document.getElementById("app");
const isShared = location.pathname.startsWith("/s/");
if (root !== null) {
  render(isShared ? <SharedPage path={location.pathname} /> : <App />, root);
}
