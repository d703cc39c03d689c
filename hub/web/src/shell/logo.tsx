/** The club’s mark: a waveform on its ground. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M6.3 14v4M11.3 9.5v13M16.3 12v8M21.3 6.5v19M25.8 13.5v5" />
    </svg>
  );
}
