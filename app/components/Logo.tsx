/** A hull in its dock, in section. */
export function Logo() {
  return (
    <svg
      viewBox="0 0 24 20"
      width="24"
      height="20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
    >
      <path d="M1 4h3v4.5h2.5V13H9v3.5h6V13h2.5V8.5H20V4h3" />
      <path d="M8.3 2h7.4v4.2c0 3-1.6 5.3-3.7 5.3S8.3 9.2 8.3 6.2z" fill="currentColor" stroke="none" />
    </svg>
  )
}
