/** How many files of a copy are done. */
export type Progress = { readonly done: number; readonly total: number };

export type OnProgress = (progress: Progress) => void;
