import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import type { Scope, Session } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useSpeech } from "../audio/use-speech.ts";
import { AudioHome } from "../components/audio-home.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { AccountPage } from "../pages/account.tsx";
import { ActivatePage } from "../pages/activate.tsx";
import { AuditPage } from "../pages/audit.tsx";
import { DialoguePage } from "../pages/dialogue.tsx";
import { HistoryPage } from "../pages/history.tsx";
import { LinksPage } from "../pages/links.tsx";
import { MembersPage } from "../pages/members.tsx";
import { NotFoundPage } from "../pages/not-found.tsx";
import { ProvidersPage } from "../pages/providers.tsx";
import { SpeakPage } from "../pages/speak.tsx";
import { UsagePage } from "../pages/usage.tsx";
import { forgetEverything } from "../pages/remembered.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Dock } from "./dock.tsx";
import { Logo } from "./logo.tsx";
import { Link, usePlace } from "./router.tsx";
import { hasScope, useSession } from "./session-context.ts";
import { SpeechContext } from "./speech-context.ts";
import { applyTheme, storedTheme, themes } from "./theme.ts";

type PageEntry = {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  readonly page: ComponentType;
  /** Who has it: a key with one of these. */
  readonly scopes: readonly Scope[];
};

const pages: readonly PageEntry[] = [
  { path: "/", name: "Speak", icon: "speak", page: SpeakPage, scopes: ["consumer"] },
  {
    path: "/dialogue",
    name: "Dialogue",
    icon: "dialogue",
    page: DialoguePage,
    scopes: ["consumer"],
  },
  { path: "/history", name: "History", icon: "history", page: HistoryPage, scopes: ["consumer"] },
  { path: "/usage", name: "Usage", icon: "usage", page: UsagePage, scopes: ["consumer"] },
  {
    path: "/providers",
    name: "Providers",
    icon: "providers",
    page: ProvidersPage,
    scopes: ["consumer", "provider", "admin"],
  },
  { path: "/members", name: "Members", icon: "members", page: MembersPage, scopes: ["admin"] },
];

/** Under which page the navigation has those that it does not name. */
const parents: ReadonlyMap<string, string> = new Map([
  ["/links", "/history"],
  ["/audit", "/members"],
]);

/** Pages that the navigation does not name. */
function besides(session: Session): ReadonlyMap<string, ComponentType> {
  const hasLinks = session.hub.sharing && hasScope(session, "consumer");
  const hasKeys = hasScope(session, "consumer", "admin");
  return new Map([
    ["/activate", ActivatePage],
    ...(hasKeys ? ([["/account", AccountPage]] as const) : []),
    ...(hasScope(session, "admin") ? ([["/audit", AuditPage]] as const) : []),
    ...(hasLinks ? ([["/links", LinksPage]] as const) : []),
  ]);
}

/** What is around every page: where one can go, who is here, and the way out. */
export function Frame({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { path } = usePlace();
  const session = useSession();
  const speech = useSpeech();
  const mine = pages.filter(({ scopes }) => hasScope(session, ...scopes));
  const current = parents.get(path) ?? path;
  const isStart = path === "/" && !mine.some((page) => page.path === "/");
  const at = isStart ? mine[0] : mine.find((page) => page.path === path);
  const Current = at?.page ?? besides(session).get(path) ?? NotFoundPage;
  const spoken = mine.find((page) => page.path === speech.call?.page);
  const isDocked = spoken !== undefined && spoken.path !== path;
  return (
    <div class={isDocked ? "frame docked" : "frame"}>
      <AudioHome audio={speech.playback.audio} />
      <a class="skip" href="#content">
        Skip to content
      </a>
      <ConnectionBanner />
      <header class="top">
        <Link href="/" class="brand">
          <Logo />
          Club
        </Link>
        <nav aria-label="Pages">
          <ul>
            {mine.map(({ path: href, name, icon }) => (
              <li key={href}>
                <Link href={href} current={(at?.path ?? current) === href}>
                  <Icon name={icon} />
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <Account isCurrent={path === "/account"} onSignedOut={onSignedOut} />
      </header>
      <main id="content" tabIndex={-1}>
        <SpeechContext.Provider value={speech}>
          <Current key={path} />
        </SpeechContext.Provider>
      </main>
      {isDocked && <Dock speech={speech} name={spoken.name} />}
    </div>
  );
}

type AccountProps = { readonly isCurrent: boolean; readonly onSignedOut: () => void };

function Account({ isCurrent, onSignedOut }: AccountProps) {
  const session = useSession();
  const { user, key } = session;
  const [theme, setTheme] = useState(storedTheme);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "auto";
  const leave = (): void => {
    // Signed out here in any case; a hub that cannot be reached forgets the session with time.
    forgetEverything();
    void ask("DELETE", "/v1/session").then(onSignedOut, onSignedOut);
  };
  return (
    <div class="account">
      {hasScope(session, "consumer", "admin") ? (
        <Link href="/account" class="who" current={isCurrent}>
          <Who user={user} keyName={key.name} />
        </Link>
      ) : (
        <span class="who">
          <Who user={user} keyName={key.name} />
        </span>
      )}
      <button
        type="button"
        class="quiet round"
        aria-label={`Colours: ${theme}. Change to ${next}`}
        title={`Colours: ${theme}`}
        onClick={() => {
          applyTheme(next);
          setTheme(next);
        }}
      >
        <Icon name="theme" />
      </button>
      <button
        type="button"
        class="quiet round"
        aria-label="Sign out"
        title="Sign out"
        onClick={leave}
      >
        <Icon name="leave" />
      </button>
    </div>
  );
}

function Who({ user, keyName }: { readonly user: string; readonly keyName: string }) {
  return (
    <>
      <strong dir="auto">{user}</strong>
      <small>{keyName === "" ? "Account" : keyName}</small>
    </>
  );
}
