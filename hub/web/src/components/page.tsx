import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { takesFocus } from "../shell/router.tsx";

type PageProps = {
  readonly title: string;
  readonly intro?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
};

/** One page of the dashboard under its heading. */
export function Page({ title, intro, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus()) heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = `${title} · Club`;
  }, [title]);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {intro !== undefined && <p>{intro}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}
