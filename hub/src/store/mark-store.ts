/** Single numbers that outlive the process, by name. */
export interface MarkStore {
  get(name: string): Promise<number | undefined>;
  set(name: string, value: number): Promise<void>;
}
