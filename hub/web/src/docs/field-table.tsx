import type { Field } from "./open-api.ts";

type FieldTableProps = { readonly title?: string; readonly fields: readonly Field[] };

/** Fields with what they are; nothing where there are none. */
export function FieldTable({ title, fields }: FieldTableProps) {
  if (fields.length === 0) return null;
  return (
    <div>
      {title !== undefined && <p class="doc-title">{title}</p>}
      <dl class="doc-fields">
        {fields.map(({ name, type, isRequired, description }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <small>{type}</small>
              {isRequired && <span class="tag">required</span>}
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
