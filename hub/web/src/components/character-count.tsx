import { number } from "../text/format.ts";

type CharacterCountProps = {
  readonly id?: string;
  readonly count: number;
  readonly most: number;
};

/** How long a text is, how long it may be, and how much has to go where it is too long. */
export function CharacterCount({ count, most, ...rest }: CharacterCountProps) {
  return (
    <span {...rest} class={count > most ? "count over" : "count"}>
      {number(count)} of {number(most)} characters
      {count > most && `: ${number(count - most)} too many`}
    </span>
  );
}
