/** What the live region says of several announcements at once. */

/** As many sentences as one listens to; more than these become a count. */
const MOST = 2

export function spoken(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST).join('. ')
  return texts.length > MOST ? `${shown}. And ${texts.length - MOST} more changes` : shown
}
