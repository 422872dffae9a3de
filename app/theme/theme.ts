/** The theme: the system's, unless the person chose one. */
import { createStore } from 'zustand/vanilla'

export type ThemeChoice = 'system' | 'light' | 'dark'

const KEY = 'drydock.theme'
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark']

export interface Theme {
  choice: ThemeChoice
  dark: boolean
}

const systemDark = () => globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false

/** What is chosen and what that means now; drawings on Canvas redraw when it changes. */
export const theme = createStore<Theme>(() => ({ choice: 'system', dark: systemDark() }))

/** Reads the stored choice and follows the system. Call once. */
export function startTheme(): void {
  choose(storedChoice())
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => choose(theme.getState().choice))
}

/** Sets the theme and remembers it, where storage is allowed. */
export function choose(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // Storage may be refused inside an iframe; the choice then lasts as long as the page.
  }
  theme.setState({ choice, dark: choice === 'dark' || (choice === 'system' && systemDark()) })
}

/** As the page around an embed wants it; nothing is remembered. */
export function wishTheme(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
  theme.setState({ choice, dark: choice === 'dark' || (choice === 'system' && systemDark()) })
}

/** The choice after this one. */
export function nextChoice(choice: ThemeChoice): ThemeChoice {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] as ThemeChoice
}

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY)
    return CHOICES.find((choice) => choice === stored) ?? 'system'
  } catch {
    return 'system'
  }
}
