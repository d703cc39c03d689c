/** A figure and its name. */
export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <span class="fact">
      <span>{name}</span> <strong dir="auto">{value}</strong>
    </span>
  );
}
