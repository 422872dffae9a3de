/** What the palette offers besides objects: views, commands, what can be done to the selected object, lessons. */
import type { LessonCard } from '../../../lessons/lesson.ts'
import { type Command as PageCommand, SHORTCUTS } from '../../keys/shortcuts.ts'
import type { Ui } from '../../session/ui.ts'
import { formatRoute } from '../../session/lesson/route.ts'
import type { Mirror } from '../../session/mirror.ts'
import { markOf } from '../cluster/mark-ref.ts'
import { type Command as MarkCommand, commandsFor } from '../cluster/menu/commands.ts'
import { VIEWS } from '../list.ts'

export interface Entry {
  key: string
  title: string
  /** A key, a kubectl line, a place. */
  hint: string
  does: { command: PageCommand } | { mark: MarkCommand } | { goes: string } | { opens: NonNullable<Ui['dialog']> }
}

export interface EntryGroup {
  title: string
  entries: readonly Entry[]
}

export interface PaletteWorld {
  mirror: Mirror
  ui: Ui
  cards: readonly LessonCard[]
  /** Whether links and files can be made here. */
  shares: boolean
}

/** All entries, by group, in the order in which they are shown. */
export function entryGroups({ mirror, ui, cards, shares }: PaletteWorld): EntryGroup[] {
  return [
    ...selectedGroups(mirror, ui),
    { title: 'Views', entries: VIEWS.map(viewEntry) },
    { title: 'Commands', entries: [...SHORTCUTS.filter(isCommand).map(commandEntry), ...(shares ? DIALOGS : [])] },
    { title: 'Lessons', entries: [PATTERNS, ...SHELVES, ...cards.flatMap(lessonEntries)] },
  ].filter(({ entries }) => entries.length > 0)
}

/** Entries with every word of the query in their title or hint; all of them for an empty query. */
export function matching(groups: readonly EntryGroup[], query: string): EntryGroup[] {
  const words = query.toLowerCase().split(' ').filter(Boolean)
  const matches = ({ title, hint }: Entry) => {
    const text = `${title} ${hint}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
  return groups
    .map((group) => ({ ...group, entries: group.entries.filter(matches) }))
    .filter(({ entries }) => entries.length > 0)
}

function selectedGroups(mirror: Mirror, { selected }: Ui): EntryGroup[] {
  const mark = selected && markOf(mirror, selected)
  if (!mark) return []
  return commandsFor(mirror, mark).map(({ title, commands }) => ({
    title,
    entries: commands
      .filter(({ run, asksWhyOf }) => run ?? asksWhyOf)
      .map((command) => ({
        key: `mark ${title} ${command.title}`,
        title: command.title,
        hint: command.hint,
        does: { mark: command },
      })),
  }))
}

const viewEntry = ({ id, title, key }: (typeof VIEWS)[number]): Entry => ({
  key: `view ${id}`,
  title,
  hint: key,
  does: { command: `view:${id}` },
})

const isCommand = ({ command }: (typeof SHORTCUTS)[number]) => !command.startsWith('view:') && command !== 'palette'

const commandEntry = ({ command, title, print }: (typeof SHORTCUTS)[number]): Entry => ({
  key: `command ${command}`,
  title: `${title[0]?.toUpperCase()}${title.slice(1)}`,
  hint: print,
  does: { command },
})

const DIALOGS: readonly Entry[] = [
  { key: 'dialog share', title: 'Share this run', hint: 'a link with everything', does: { opens: 'share' } },
  { key: 'dialog open', title: 'Open a run', hint: 'a link or a file', does: { opens: 'open' } },
]

const PATTERNS: Entry = { key: 'home', title: 'All patterns', hint: 'chapter map', does: { goes: '#home' } }

const SHELVES: readonly Entry[] = [
  { key: 'author', title: 'Write a lesson step', hint: 'beside your cluster', does: { goes: '#author' } },
  { key: 'glossary', title: 'Glossary', hint: 'words, kinds, fields', does: { goes: '#glossary' } },
  { key: 'map', title: 'Map of the patterns', hint: 'how they relate', does: { goes: '#map' } },
  { key: 'tables', title: 'Comparisons', hint: 'which one to take', does: { goes: '#tables' } },
]

const lessonEntries = ({ slug, title, steps }: LessonCard): Entry[] =>
  steps.map((step, i) => ({
    key: `lesson ${slug} ${step.id}`,
    title: `${title}: ${step.title}`,
    hint: `step ${i + 1} of ${steps.length}`,
    does: { goes: formatRoute({ page: 'lesson', slug, step: step.id }) },
  }))
