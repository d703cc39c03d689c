/** Counts what reading a text took: characters looked at, runs moved. Tests hold it to the text's length. */
export type Effort = { steps: number };
