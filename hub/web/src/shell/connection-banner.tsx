import { useContext, useEffect, useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { NewsContext } from "./news-context.ts";

/** Says that the hub is away, for as long as it is. */
export function ConnectionBanner() {
  const news = useContext(NewsContext);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    const follow = (): void => {
      clearTimeout(timer);
      if (news.state === "lost") timer = window.setTimeout(() => setLost(true), unnoticedMs);
      else setLost(false);
    };
    follow();
    const stop = news.onState(follow);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [news]);
  return (
    <div class="connection" role="status">
      {isLost && (
        <p>
          <Icon name="warning" />
          The hub cannot be reached. Reconnecting… What you have typed is kept.
        </p>
      )}
    </div>
  );
}

/** A line that is cut is usually back before anyone would miss it. */
const unnoticedMs = 1_000;
