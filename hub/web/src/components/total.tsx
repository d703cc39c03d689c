/** A figure that stands for itself. */
export function Total({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div class="card total">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
