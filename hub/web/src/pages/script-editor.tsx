import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { type Line, newLine, otherSpeaker } from "./script.ts";

type ScriptEditorProps = {
  readonly lines: readonly Line[];
  readonly onChange: (lines: readonly Line[]) => void;
};

/** A dialogue line by line. Enter begins the other speaker's next line. */
export function ScriptEditor({ lines, onChange }: ScriptEditorProps) {
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    list.current?.querySelectorAll("textarea")[wanted.current]?.focus();
    wanted.current = undefined;
  });
  const change = (at: number, part: Partial<Line>): void =>
    onChange(lines.map((line, one) => (one === at ? { ...line, ...part } : line)));
  const insertAfter = (at: number): void => {
    const line = newLine(otherSpeaker(lines[at]?.speaker ?? "S2"));
    wanted.current = at + 1;
    onChange(lines.toSpliced(at + 1, 0, line));
  };
  const remove = (at: number): void => {
    wanted.current = Math.max(0, at - 1);
    onChange(lines.toSpliced(at, 1));
  };
  return (
    <>
      <ol class="script" ref={list}>
        {lines.map((line, at) => (
          <LineRow
            key={line.id}
            line={line}
            number={at + 1}
            // The first speaker of a script is S1: the engine takes it so.
            isFirst={at === 0}
            onChange={(part) => change(at, part)}
            onNext={() => insertAfter(at)}
            onRemove={lines.length > 1 ? () => remove(at) : undefined}
          />
        ))}
      </ol>
      <button type="button" class="quiet add-line" onClick={() => insertAfter(lines.length - 1)}>
        <Icon name="plus" />
        Add a line
      </button>
    </>
  );
}

type LineRowProps = {
  readonly line: Line;
  readonly number: number;
  readonly isFirst: boolean;
  readonly onChange: (part: Partial<Line>) => void;
  readonly onNext: () => void;
  readonly onRemove: (() => void) | undefined;
};

function LineRow({ line, number, isFirst, onChange, onNext, onRemove }: LineRowProps) {
  const { speaker, text } = line;
  return (
    <li class={`line ${speaker}`}>
      <button
        type="button"
        class="speaker"
        disabled={isFirst}
        aria-label={`Line ${number}: speaker ${speaker}. Change`}
        onClick={() => onChange({ speaker: otherSpeaker(speaker) })}
      >
        {speaker}
      </button>
      <textarea
        rows={1}
        dir="auto"
        aria-label={`Line ${number}, ${speaker}`}
        placeholder={isFirst ? "Who begins, and how?" : "…"}
        value={text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          const isEmpty = text === "" && event.key === "Backspace";
          if (isEmpty && onRemove) {
            event.preventDefault();
            onRemove();
          } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey) {
            event.preventDefault();
            onNext();
          }
        }}
      />
      {onRemove && (
        <button
          type="button"
          class="quiet round"
          aria-label={`Remove line ${number}`}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}
