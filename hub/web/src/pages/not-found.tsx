import { Empty } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link } from "../shell/router.tsx";

/** An address without a page, or one that this key does not open. */
export function NotFoundPage() {
  return (
    <Page title="Not here">
      <Empty title="There is no such page for your key">
        <p>It may need a key with another scope. Ask this hub’s operator, or start over.</p>
        <Link href="/" class="button primary">
          To the start
        </Link>
      </Empty>
    </Page>
  );
}
