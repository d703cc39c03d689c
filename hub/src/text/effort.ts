/** Counts the work done on a text (characters read, runs moved), so that tests can hold it to be linear. */
export type Effort = { steps: number };
