/** The keyboard map: one list for the handler and for the help. */
import { VIEWS } from '../views/list.ts'

export type Command =
  | 'toggle'
  | 'step'
  | 'stepBack'
  | 'flagBack'
  | 'flagForward'
  | 'start'
  | 'now'
  | 'branch'
  | 'slower'
  | 'faster'
  | 'editor'
  | 'inspector'
  | 'why'
  | 'tray'
  | 'marks'
  | 'table'
  | 'help'
  | 'palette'
  | 'split'
  | 'projector'
  | 'nextStep'
  | 'previousStep'
  | `view:${string}`

export interface Shortcut {
  /** `event.key`; matched without modifiers other than Shift where the key itself needs it. */
  key: string
  /** As the help prints it. */
  print: string
  title: string
  command: Command
}

/** Single keys; off while typing, and altogether when turned off. */
export const SHORTCUTS: readonly Shortcut[] = [
  { key: ' ', print: 'Space', title: 'play, pause', command: 'toggle' },
  { key: '.', print: '.', title: 'next event', command: 'step' },
  { key: ',', print: ',', title: 'previous event', command: 'stepBack' },
  { key: '>', print: 'Shift .', title: 'next of your actions', command: 'flagForward' },
  { key: '<', print: 'Shift ,', title: 'previous of your actions', command: 'flagBack' },
  { key: 'home', print: 'Home', title: 'the start', command: 'start' },
  { key: 'end', print: 'End', title: 'now', command: 'now' },
  { key: 'b', print: 'B', title: 'branch from here', command: 'branch' },
  { key: '[', print: '[', title: 'slower', command: 'slower' },
  { key: ']', print: ']', title: 'faster', command: 'faster' },
  ...VIEWS.map((view): Shortcut => ({ key: view.key, print: view.key, title: view.title, command: `view:${view.id}` })),
  { key: 'e', print: 'E', title: 'editor', command: 'editor' },
  { key: 'i', print: 'I', title: 'inspector', command: 'inspector' },
  { key: 'w', print: 'W', title: 'why?', command: 'why' },
  { key: 't', print: 'T', title: 'tray', command: 'tray' },
  { key: 'g', print: 'G', title: 'go to the marks', command: 'marks' },
  { key: 'v', print: 'V', title: 'view as table', command: 'table' },
  { key: '\\', print: '\\', title: 'two views side by side', command: 'split' },
  { key: 'p', print: 'P', title: 'projector: large type, little chrome', command: 'projector' },
  { key: 'pagedown', print: 'Page Down', title: 'next step, on the projector', command: 'nextStep' },
  { key: 'pageup', print: 'Page Up', title: 'previous step, on the projector', command: 'previousStep' },
  { key: '/', print: '/', title: 'search', command: 'palette' },
  { key: '?', print: '?', title: 'all shortcuts', command: 'help' },
]

/** Keys that others handle where the focus is; printed in the help only. */
export const LOCAL_KEYS: readonly { print: string; title: string }[] = [
  { print: 'Ctrl K', title: 'find objects, fields, commands' },
  { print: 'arrows', title: 'move between marks' },
  { print: 'Enter', title: 'select the mark' },
  { print: 'M', title: 'actions of the mark' },
  { print: 'H', title: 'handles of the mark' },
  { print: 'Ctrl Enter', title: 'apply' },
  { print: 'Esc', title: 'leave the editor, close, deselect' },
]

export interface KeyPress {
  key: string
  /** With Shift, the comma and the full stop go by actions on every keyboard. */
  code?: string
  shiftKey?: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** The command of a key, or undefined. */
export function commandOf({ key, code, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): Command | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  if (shiftKey && code === 'Comma') return 'flagBack'
  if (shiftKey && code === 'Period') return 'flagForward'
  return SHORTCUTS.find((shortcut) => shortcut.key === key.toLowerCase())?.command
}

/** A presenter's keys, which scroll everywhere else. */
export const isPresenters = (command: Command): boolean => command === 'nextStep' || command === 'previousStep'

/** Ctrl K, or Cmd K, from anywhere; in the terminal Ctrl K is the line's. */
export function opensPalette({ key, ctrlKey, metaKey, altKey }: KeyPress, target: EventTarget | null): boolean {
  if (key.toLowerCase() !== 'k' || altKey || ctrlKey === metaKey) return false
  return metaKey || !(target instanceof Element && target.closest('.xterm'))
}

/** True where a single key means itself: text fields, sliders for their arrows and space, open menus. */
export function takesKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false
  if (
    target.closest(
      'input:not([type=range]), textarea, select, [contenteditable=true], [role=menu], [role=dialog], .monaco-editor',
    )
  )
    return true
  // Trees, tab lists and lists of options go to their own ends.
  if ((key === 'Home' || key === 'End') && target.closest('[role=tree], [role=tablist], [role=listbox], input, pre'))
    return true
  return key === ' ' && target.closest('button, [role=tab], summary, a[href]') !== null
}
