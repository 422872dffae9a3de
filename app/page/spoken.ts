/** What the live region says, and what it has said already. */
import { plural } from '../draw/countdown.ts'
import type { Announcement } from '../session/mirror.ts'
import type { TranscriptEntry } from '../session/ui.ts'

/** As many sentences as one listens to; more than these become a count. */
const MOST = 2

/** Several sentences as one; a flood as a count. */
export function spoken(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST).join('. ')
  return texts.length > MOST ? `${shown}. And ${plural(texts.length - MOST, 'more change')}` : shown
}

/** Remembers how far it has read both sources: the cluster's news, and the results of the user's own actions. */
export class Said {
  private announcement: number
  private entry: number

  /** What is there already is not news. */
  constructor(announcements: readonly Announcement[], transcript: readonly TranscriptEntry[]) {
    this.announcement = announcements.at(-1)?.id ?? 0
    this.entry = transcript.at(-1)?.id ?? 0
  }

  /** What came since the last time; your own results first. */
  news(announcements: readonly Announcement[], transcript: readonly TranscriptEntry[]): string[] {
    const results = transcript.filter((entry) => entry.id > this.entry).map((entry) => entry.output || entry.kubectl)
    const trouble = announcements.filter((each) => each.id > this.announcement).map((each) => each.text)
    this.announcement = announcements.at(-1)?.id ?? this.announcement
    this.entry = transcript.at(-1)?.id ?? this.entry
    return [...results, ...trouble]
  }
}
