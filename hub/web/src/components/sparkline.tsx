type SparklineProps = {
  readonly label: string;
  /** Oldest first; null: nothing was measured. */
  readonly values: readonly (number | null)[];
  /** What reaches the upper edge. */
  readonly top: number;
  /** The line in words. */
  readonly words: string;
};

/** A course of values in the height of a line of text. */
export function Sparkline({ label, values, top, words }: SparklineProps) {
  const step = width / Math.max(1, values.length);
  return (
    <figure class="sparkline">
      <figcaption>
        {label} <small>{words}</small>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {values.map((value, at) => {
          const share = value === null ? 0 : Math.min(1, value / top);
          const tall = value === null || value === 0 ? 0 : Math.max(least, share * height);
          const x = at * step;
          return <rect key={x} x={x} y={height - tall} width={step * filled} height={tall} />;
        })}
      </svg>
    </figure>
  );
}

const width = 240;
const height = 32;
/** What is little is not nothing. */
const least = 1.5;
/** How much of its place a bar takes. */
const filled = 0.7;
