/** What only the page knows: which panes are open, what is selected, what the terminal printed. Not part of the run. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type { Preview, SharedRun } from '../../engine/protocol/time.ts'
import type { Outcome } from './actions.ts'

export type SideTab = 'yaml' | 'inspector' | 'why' | 'author'
export type TrayTab = 'terminal' | 'events'

/** One action as the terminal shows it. */
export interface TranscriptEntry extends Outcome {
  id: number
}

/** A text that some other part of the page wants to see in the editor. */
export interface OfferedText {
  /** File name for its tab. */
  name: string
  text: string
  /** What the cluster was given of it; absent when it was never applied. */
  applied?: string
  /** Apply it as soon as it is open, as if its button had been pressed. */
  apply?: boolean
}

/** The files of a step: the editor puts its present tabs away under their own key and lays these out, as the learner left them. */
export interface Desk {
  key: string
  files: readonly OfferedText[]
  /** Begin again with the texts as given; what the learner changed stays in tabs of its own. */
  fresh: boolean
  /** Whatever lay there goes: another cluster's files come. */
  replace?: boolean
}

export interface Ui {
  /** Id of the view on the stage (`views/list.ts`). */
  view: string
  /** Id of the view beside it; empty where there is one only. */
  beside: string
  /** Pane shown where there is room for one only. */
  pane: 'stage' | 'side' | 'lesson'
  /** The lesson lies over the stage, where it has no pane of its own. */
  lessonOpen: boolean
  side: SideTab
  /** Question asked of the selected object; absent: its most pressing one. */
  question: string | undefined
  tray: TrayTab
  trayOpen: boolean
  /** Blue on the stage, open in the inspector. */
  selected: ObjectRef | undefined
  /** Row of the selected Pod, -1 for anything else; a hint, verify its name. */
  selectedPod: number
  /** Set by "Open a sample" and the like; the editor opens it and clears this. */
  offered: OfferedText | undefined
  /** A line to type and send in the terminal, which clears this. */
  typed: string | undefined
  /** Set when a step is opened; the editor lays it out and clears this. */
  desk: Desk | undefined
  /** The Graph asks what the selected object shall be connected with. */
  connecting: boolean
  /** Apply leaves merging to the server, which minds who owns which field. */
  serverSide: boolean
  /** The document under the cursor is shown as a form, above its text. */
  form: boolean
  /** The editor's texts, as it last said. */
  files: readonly OfferedText[]
  /** What an Apply would lead to, while it is looked at; the stage draws it. */
  preview: Preview | undefined
  /** The text it is of: another one is not what is drawn. */
  previewOf: string
  /** A dialog that is open: what leaves the page, what comes in. */
  dialog: 'share' | 'open' | 'step' | undefined
  /** Shown namespace; empty for all. */
  namespace: string
  /** The stage as a table. */
  table: boolean
  /** How views are set, by `view.setting`: window, grouping, what is shown. Part of the page's address. */
  viewState: Readonly<Record<string, string>>
  helpOpen: boolean
  /** What stands in the palette as it opens; undefined while it is closed. */
  palette: string | undefined
  /** What is worth copying after the cluster stopped: why, and the log that led there; empty for nothing. */
  report: string
  /** A newer page waits; called, it takes over. */
  update: (() => void) | undefined
  /** Something the page has to say once, in the top bar; empty for nothing. */
  notice: string
  /** Hints and solutions are the lecturer's to give: an assignment was opened. */
  solutionsHidden: boolean
  /** For a hall: large type, little chrome, and a presenter's keys for the steps. */
  projector: boolean
  /** A step is being written: the side has a pane for it. */
  authoring: boolean
  /** Texts are edited in a plain text area, whatever the screen: an embed is light. */
  plainEditor: boolean
  /** Single-key shortcuts may be turned off altogether. */
  keys: boolean
  /** Newest last, at most TRANSCRIPT_KEPT. */
  transcript: readonly TranscriptEntry[]
}

export type UiStore = StoreApi<Ui>

export const TRANSCRIPT_KEPT = 200

/** The page as it opens. */
export function createUi(): UiStore {
  return createStore<Ui>(() => ({
    view: 'cluster',
    beside: '',
    pane: 'stage',
    lessonOpen: true,
    side: 'yaml',
    question: undefined,
    tray: 'terminal',
    trayOpen: true,
    selected: undefined,
    selectedPod: -1,
    offered: undefined,
    typed: undefined,
    desk: undefined,
    form: false,
    serverSide: false,
    connecting: false,
    files: [],
    preview: undefined,
    previewOf: '',
    dialog: undefined,
    namespace: '',
    table: false,
    viewState: {},
    helpOpen: false,
    palette: undefined,
    report: '',
    update: undefined,
    notice: '',
    solutionsHidden: false,
    projector: false,
    authoring: false,
    plainEditor: false,
    keys: true,
    transcript: [],
  }))
}

/** The editor's texts as a link carries them. */
export const sharedFiles = (files: Ui['files']): SharedRun['files'] =>
  files.map(({ name, text, applied }) => ({ name, text, ...(applied ? { applied } : {}) }))

/** Adds an action to the terminal. */
export function printOutcome(ui: UiStore, outcome: Outcome): void {
  ui.setState(({ transcript }) => ({
    transcript: [...transcript, { ...outcome, id: (transcript.at(-1)?.id ?? 0) + 1 }].slice(-TRANSCRIPT_KEPT),
  }))
}
