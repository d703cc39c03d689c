import { Empty } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link } from "../shell/router.tsx";

/** An address without a page, or one that this key does not open. */
export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Empty title="There is nothing at this address for your key">
        <p>The page may need a key with another scope. Ask this hub’s operator for one.</p>
        <Link href="/" class="button primary">
          Back to the start
        </Link>
      </Empty>
    </Page>
  );
}
