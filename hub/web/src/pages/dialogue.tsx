import { Page } from "../components/page.tsx";

export function DialoguePage() {
  return <Page title="Dialogue">{null}</Page>;
}
