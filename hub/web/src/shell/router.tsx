import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Where the window is: the path and what was asked for with it. */
export type Place = { readonly path: string; readonly query: URLSearchParams };

/** The window's place, as it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const follow = (): void => setPlace(here());
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);
  return place;
}

/** Goes to another page of the dashboard. */
export function navigate(href: string): void {
  expectFocus();
  history.pushState(null, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
  window.scrollTo(0, 0);
}

/** The next page that appears takes the focus: what was clicked to get there may be gone. */
export function expectFocus(): void {
  isFocusExpected = true;
}

/** Whether a page that appears takes the focus, once. */
export function takesFocus(): boolean {
  const takes = isFocusExpected;
  isFocusExpected = false;
  return takes;
}

let isFocusExpected = false;

type LinkProps = {
  readonly href: string;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
};

/** A link within the dashboard. */
export function Link({ href, class: name, current = false, children }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} class={name} aria-current={current ? "page" : undefined} onClick={follow}>
      {children}
    </a>
  );
}

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}
