/** Hands the session to the components: read with selectors, act through `useActions`. */
import { createContext, type ReactNode, useContext } from 'react'
import { useStore } from 'zustand'
import type { ApplyError } from '../../engine/protocol/apply.ts'
import type { DocumentConflict, EditedText, EditTarget, FieldEdit, FormAnswer } from '../../engine/protocol/edit.ts'
import type { AuthorCommand, AuthorReply } from '../../engine/protocol/author.ts'
import type { TerminalCommand, TerminalReply } from '../../engine/protocol/terminal.ts'
import type { Actions } from './actions.ts'
import type { AheadTools } from './ahead.ts'
import type { HandIns } from './lesson/hand-in.ts'
import type { LessonPlayer, LessonState } from './lesson/lesson-player.ts'
import type { Library } from './library/library.ts'
import type { Mirror, MirrorStore } from './mirror.ts'
import type { ObjectTools } from './object-tools.ts'
import type { RunStatus, RunStore } from './run-status.ts'
import type { SchedulingTools } from './scheduling-tools.ts'
import type { TimeTools } from './time-tools.ts'
import type { Ui, UiStore } from './ui.ts'

/** One run in one page. `connect.ts` makes it from a worker, the gallery from a demo. */
export interface Session {
  mirror: MirrorStore
  ui: UiStore
  run: RunStore
  actions: Actions
  /** What the editor asks the engine; absent where the cluster is invented. */
  tools?: EditorTools
  /** Lists objects; absent where the cluster is invented. */
  objects?: ObjectTools
  /** Asks the scheduler; absent where the cluster is invented. */
  scheduling?: SchedulingTools
  /** Types lines at the cluster; absent where it is invented. */
  terminal?: TerminalTools
  /** Plays lessons; absent where the cluster is invented. */
  lessons?: LessonPlayer
  /** Absent where the cluster is invented: it has no past. */
  time?: TimeTools
  /** Looks ahead; absent where the cluster is invented. */
  ahead?: AheadTools
  /** Saved clusters, links and files; absent where the cluster is invented. */
  library?: Library
  /** What was done in steps, to hand in; absent where no lessons are played. */
  handIns?: HandIns
  /** Reads, plays and packs steps that are being written; absent where the cluster is invented. */
  author?(command: AuthorCommand): Promise<AuthorReply>
  /** Whether anybody can see the page; what nobody sees rests. Absent where the cluster is invented. */
  onScreen?(seen: boolean): Promise<void>
}

/** The cluster's side of the terminal. */
export interface TerminalTools {
  terminal(command: TerminalCommand): Promise<TerminalReply>
}

export interface EditorTools {
  /** Errors of a text that can be told without asking the API server. */
  check(text: string): Promise<ApplyError[]>
  /** JSON Schema of every document. */
  schema(): Promise<unknown>
  /** A text that differs when the schema does. */
  kinds(): Promise<string>
  /** A document of a text as a form. */
  form(text: string, target: EditTarget): Promise<FormAnswer>
  /** What stands in the way of a text's Apply, field by field. */
  conflicts(text: string, serverSide: boolean): Promise<DocumentConflict[]>
  /** What each document of a text says. */
  values(text: string): Promise<unknown[]>
  /** The text after edits of fields: as little of it as can be changes. */
  edit(text: string, target: EditTarget, edits: FieldEdit[]): Promise<EditedText>
}

const SessionContext = createContext<Session | undefined>(undefined)

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The whole session, for drawings that subscribe outside React. Throws outside a SessionProvider. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is called outside a SessionProvider')
  return session
}

export const useActions = (): Actions => useSession().actions
export const useMirror = <T,>(select: (mirror: Mirror) => T): T => useStore(useSession().mirror, select)
export const useUi = <T,>(select: (ui: Ui) => T): T => useStore(useSession().ui, select)
export const useRun = <T,>(select: (run: RunStatus) => T): T => useStore(useSession().run, select)

/** @throws outside a page that plays lessons; their views are shown on no other */
export function useLessons(): LessonPlayer {
  const { lessons } = useSession()
  if (!lessons) throw new Error('this page plays no lessons')
  return lessons
}
export const useLesson = <T,>(select: (state: LessonState) => T): T => useStore(useLessons().state, select)
