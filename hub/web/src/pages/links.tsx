import { useState } from "preact/hooks";
import type { List, SharedLink } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError, useRemote } from "../api/use-remote.ts";
import { audioUrl } from "../audio/use-speech.ts";
import { ClipButton } from "../components/clip-button.tsx";
import { Confirm } from "../components/dialog.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link } from "../shell/router.tsx";
import { ago, duration, moment } from "../text/format.ts";

/** The public links to one's clips, and how to end them. */
export function LinksPage() {
  const { remote, reload } = useRemote(
    (signal) => ask<List<SharedLink>>("GET", "/v1/shares", { signal }),
    [],
    ["open"],
  );
  const [ending, setEnding] = useState<SharedLink>();
  const [error, setError] = useState<ApiError>();
  const end = ({ id }: SharedLink): void => {
    setEnding(undefined);
    setError(undefined);
    ask("DELETE", `/v1/history/${encodeURIComponent(id)}/share`).then(reload, (thrown: unknown) =>
      setError(asApiError(thrown)),
    );
  };
  return (
    <Page
      title="Shared links"
      intro="Clips that anyone with the link can hear."
      actions={
        <Link href="/history" class="button">
          Back to History
        </Link>
      }
    >
      {error !== undefined && <ErrorNote error={error} />}
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && remote.value.data.length === 0 && (
        <Empty title="No shared links">
          <p>Open a clip in History and choose Share to create a link.</p>
        </Empty>
      )}
      {remote.at === "here" && remote.value.data.length > 0 && (
        <ul class="entries links">
          {remote.value.data.map((link) => (
            <LinkRow key={link.id} link={link} onEnd={() => setEnding(link)} />
          ))}
        </ul>
      )}
      {ending !== undefined && (
        <Confirm
          title="End this link?"
          action="End link"
          onConfirm={() => end(ending)}
          onClose={() => setEnding(undefined)}
        >
          Whoever has it can no longer listen. The clip stays in your History.
        </Confirm>
      )}
    </Page>
  );
}

type LinkRowProps = { readonly link: SharedLink; readonly onEnd: () => void };

function LinkRow({ link, onEnd }: LinkRowProps) {
  const { id, input, voice, model, created, expires, with_text: withText } = link;
  const text = `link-text-${id}`;
  return (
    <li class="shared-link">
      <ClipButton url={audioUrl(id)} name="" action="Listen" describedBy={text} />
      <div>
        <p class="entry-text" id={text} dir="auto">
          {Array.from(input.slice(0, 240)).slice(0, 120).join("")}
        </p>
        <p class="hint">
          {[
            voice ?? model,
            duration(link.audio_seconds),
            withText ? "with its text" : "audio only",
            `shared ${ago(created)}`,
            expires === null ? "no expiry" : `expires ${moment(expires)}`,
          ].join(" · ")}
        </p>
      </div>
      <button type="button" class="quiet danger" aria-describedby={text} onClick={onEnd}>
        End link
      </button>
    </li>
  );
}
