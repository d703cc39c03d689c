import { render, type VNode } from "preact";
import { playOneAtATime } from "./audio/one-at-a-time.ts";
import { JoinPage } from "./pages/join.tsx";
import { SharedPage } from "./pages/shared.tsx";
import { App } from "./shell/app.tsx";
import { applyTheme, storedTheme } from "./shell/theme.ts";

playOneAtATime();
applyTheme(storedTheme());
const root = document.getElementById("app");
if (root !== null) void pageFor(location.pathname).then((page) => render(page, root));

/** The dashboard, or one of the pages that stand outside of it. */
async function pageFor(path: string): Promise<VNode> {
  if (path.startsWith("/s/")) return <SharedPage path={path} />;
  if (path === "/join") return <JoinPage code={location.hash.slice(1)} />;
  if (path !== "/docs") return <App />;
  // Only its readers fetch it.
  const { DocsPage } = await import("./docs/docs-page.tsx");
  return <DocsPage />;
}
