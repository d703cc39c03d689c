import { CopyButton } from "./copy-button.tsx";

type CodeBlockProps = {
  readonly text: string;
  readonly label: string;
  /** Whether long lines go on below rather than out of sight. */
  readonly wraps?: boolean;
};

/** Text for a terminal or an editor, to copy. */
export function CodeBlock({ text, label, wraps = false }: CodeBlockProps) {
  return (
    <div class={wraps ? "code wraps" : "code"}>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
