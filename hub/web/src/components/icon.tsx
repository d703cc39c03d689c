/** The dashboard's few pictures, drawn on a field of 24 by 24. */
const paths = {
  speak: "M4 10v4M8 6.5v11M12 9v6M16 4v16M20 10v4",
  dialogue: "M4 5h11v8H9l-3.5 3V13H4zM18 9.5h2.5v8H19v2.5L16.5 17.5H11",
  history: "M12 7.5v5l3.2 1.9M4.2 9A8.3 8.3 0 1 1 3.7 12.5M4 4.5V9h4.5",
  usage: "M5 20v-7M12 20V4M19 20v-10",
  providers: "M5 4h14v6.5H5zM5 13.5h14V20H5zM8.3 7.25h.01M8.3 16.75h.01",
  members:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.8 20c.4-3.6 2.8-5.5 6.2-5.5s5.8 1.9 6.2 5.5M16 4.9a3.5 3.5 0 0 1 0 6.3M18 14.8c1.9.8 3 2.6 3.2 5.2",
  play: "M8 5.2v13.6L19 12z",
  pause: "M8 5.5v13M16 5.5v13",
  stop: "M7 7h10v10H7z",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
  share:
    "M9.5 14.5l5-5M11 6.5l1.8-1.8a4 4 0 0 1 5.7 5.7L16.5 12.2M13 17.5l-1.8 1.8a4 4 0 0 1-5.7-5.7L7.5 11.8",
  captions: "M3.5 6h17v12h-17zM7 14.5h4M14 14.5h3M7 11h2M12 11h5",
  remove: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5",
  again: "M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4.5V9H15",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3L20 20",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M7 10l5 5 5-5",
  close: "M6 6l12 12M18 6L6 18",
  record:
    "M12 15a3.5 3.5 0 0 0 3.5-3.5v-4a3.5 3.5 0 0 0-7 0v4A3.5 3.5 0 0 0 12 15zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  upload: "M12 16V4.5M7.5 9L12 4.5 16.5 9M5 20h14",
  plus: "M12 5v14M5 12h14",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  leave: "M14 4.5H5v15h9M10 12h10M16.5 8.5L20 12l-3.5 3.5",
  star: "M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z",
  compare: "M5 6.5v11M9 9v6M15 9v6M19 6.5v11M12 4v16",
  warning: "M12 4.5L21 19.5H3zM12 10v4.5M12 17h.01",
} as const;

export type IconName = keyof typeof paths;

const filled: readonly IconName[] = ["play", "stop"];

/** A picture beside words that say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class={filled.includes(name) ? "icon filled" : "icon"}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
