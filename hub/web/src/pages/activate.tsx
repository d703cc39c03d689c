import { Page } from "../components/page.tsx";

export function ActivatePage() {
  return <Page title="Activate">{null}</Page>;
}
