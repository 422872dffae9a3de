/** What an embed's address says: the step, how it looks, what it may keep, and who may talk to it. */
import { parseRoute } from '../session/lesson/route.ts'
import { originsOf } from './allowed.ts'
import type { ThemeWish } from './wire.ts'

export interface EmbedSettings {
  theme: ThemeWish
  /** `none`: nothing is kept and nothing read. */
  storage: 'none' | 'browser'
  /** Origins the embedding page named; empty for whoever embeds it. */
  origins: string[]
  /** Hints and solutions are the lecturer's to give. */
  solutions: 'shown' | 'hidden'
}

const THEMES: readonly string[] = ['light', 'dark', 'system']

/** Whatever is not understood is as if it had not been said. */
export function parseSettings(hash: string): EmbedSettings {
  const query = new URLSearchParams(hash.replace(/^#/, ''))
  const theme = query.get('theme') ?? ''
  return {
    theme: THEMES.includes(theme) ? (theme as ThemeWish) : 'system',
    storage: query.get('storage') === 'none' ? 'none' : 'browser',
    origins: originsOf(query.get('origin') ?? ''),
    solutions: query.get('solutions') === 'hidden' ? 'hidden' : 'shown',
  }
}

/** The step an embed's address asks for. */
export function stepAsked(hash: string) {
  const route = parseRoute(hash)
  return route.page === 'lesson' ? route : undefined
}
