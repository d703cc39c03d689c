/** Where a machine is changed and forgotten. */
export function machinePath(owner: string, name: string): string {
  return `/v1/machines/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
