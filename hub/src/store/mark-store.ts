/** Single numbers that outlive the process, by name. */
export interface MarkStore {
  get(name: string): Promise<number | undefined>;
  set(name: string, value: number): Promise<void>;
  /** Those whose names begin so, in the order of their values. */
  list(prefix: string): Promise<ReadonlyMap<string, number>>;
  remove(name: string): Promise<void>;
}
