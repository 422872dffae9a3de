/** What the editor pane does: keeps files, checks while one types, applies, fixes. */
import { useCallback, useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { ApplyResult } from '../../../engine/protocol/apply.ts'
import { type Session, useSession, useUi } from '../../session/context.tsx'
import { lookNoMore } from '../../session/look-ahead.ts'
import { printOutcome } from '../../session/ui.ts'
import { changedLines } from './changed-lines.ts'
import {
  change,
  createFiles,
  currentFile,
  type Desks,
  type EditorFiles,
  type FilesStore,
  judge,
  layOut,
  open,
} from './files.ts'
import { fixed } from './fix.ts'
import { firstProblem } from './ProblemBar.tsx'
import { settleDrafts } from './unsettled.ts'
import { kubectlOutput, resultWords } from './words.ts'

/** Real ms of rest after which a text is checked. */
const CHECK_AFTER_MS = 350

/** Files outlive the pane: it is drawn anew when the layout changes. */
const stores = new WeakMap<Session, FilesStore>()

export function filesOf(session: Session): FilesStore {
  const known = stores.get(session)
  if (known) return known
  const store = createFiles()
  stores.set(session, store)
  const tell = ({ files }: EditorFiles) =>
    session.ui.setState({ files: files.map(({ name, text, applied }) => ({ name, text, applied })) })
  tell(store.getState())
  store.subscribe((state, before) => state.files !== before.files && tell(state))
  return store
}

/** The desks of a session, and whose is laid out; the playground's own has no name. */
const desksOf = new WeakMap<Session, { key: string; desks: Desks }>()

/** Lays out a step's files when it is opened. */
function useDesk(store: FilesStore, session: Session): void {
  const desk = useUi((state) => state.desk)
  useEffect(() => {
    if (!desk || session.ui.getState().desk !== desk) return
    session.ui.setState({ desk: undefined })
    const held = desksOf.get(session) ?? { key: '', desks: new Map() }
    layOut(store, held.desks, held.key, desk)
    desksOf.set(session, { ...held, key: desk.key })
  }, [desk, store, session])
}

export function useEditor() {
  const session = useSession()
  const store = filesOf(session)
  const { files, said, shown } = useStore(store)
  const file = useStore(store, currentFile)
  const changes = useMemo(() => changedLines(file.applied, file.text), [file.applied, file.text])
  useDesk(store, session)
  useOffered(store, session)
  useCheck(store, session, file.id, file.text)

  const setText = useCallback(
    (text: string) => {
      change(store, currentFile(store.getState()).id, { text, refused: false })
      store.setState({ said: '' })
    },
    [store],
  )
  const run = useCallback(
    (dryRun: boolean, force = false) => void apply(store, session, dryRun, force),
    [store, session],
  )
  const settled = useCallback(async () => isSettled(store, 'Look at the form'), [store])
  const fix = useCallback(() => {
    const now = currentFile(store.getState())
    const edit = firstProblem(now.errors)?.fix
    if (edit) change(store, now.id, { text: fixed(now.text, edit), refused: false, errors: [] })
  }, [store])
  return { store, files, file, said, shown, changes, setText, run, fix, settled }
}

/** Opens what some other part of the page wants seen here, and applies it where that was asked. */
function useOffered(store: FilesStore, session: Session): void {
  const offered = useUi((state) => state.offered)
  useEffect(() => {
    // Taken once: an effect may run twice.
    if (!offered || session.ui.getState().offered !== offered) return
    session.ui.setState({ offered: undefined })
    open(store, offered)
    if (offered.apply) void apply(store, session, false)
  }, [offered, store, session])
}

/** Asks the engine about the text once typing rests; nothing of the cluster changes. */
function useCheck(store: FilesStore, { tools }: Session, id: number, text: string): void {
  useEffect(() => {
    if (!tools) return
    const timer = setTimeout(async () => {
      const errors = await tools.check(text).catch(() => undefined)
      const now = store.getState().files.find((each) => each.id === id)
      if (errors && now?.text === text && !now.refused) change(store, id, { errors })
    }, CHECK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [store, tools, id, text])
}

/** Applies the file that is shown, as its button does. */
export const applyCurrent = (store: FilesStore, session: Session): Promise<void> => apply(store, session, false)

/** Whether the text says what the form does; where it cannot, why stands at the foot. */
async function isSettled(store: FilesStore, otherwise: string): Promise<boolean> {
  const wrong = await settleDrafts(store)
  if (wrong) store.setState({ said: `${otherwise}: ${wrong}` })
  return wrong === ''
}

async function apply(store: FilesStore, session: Session, dryRun: boolean, force = false): Promise<void> {
  if (!(await isSettled(store, dryRun ? 'Not sent' : 'Not applied'))) return
  const { actions, ui } = session
  const { id, name, text, applied } = currentFile(store.getState())
  const lines = changedLines(applied, text).lines.length
  const serverSide = ui.getState().serverSide ? (force ? 'force' : 'apply') : undefined
  try {
    const { documents, kubectl }: ApplyResult = await (dryRun
      ? actions.dryRun(text, serverSide)
      : actions.apply(text, serverSide))
    judge(store, id, text, documents, dryRun)
    // What was drawn as a possibility is under way now.
    if (!dryRun) lookNoMore(session)
    store.setState({ said: resultWords(documents, lines, dryRun) })
    const ok = documents.every(({ error }) => !error)
    printOutcome(ui, { kubectl: kubectl.replace(/-f -$/, `-f ${name}`), output: kubectlOutput(documents, dryRun), ok })
  } catch (error) {
    store.setState({ said: `It could not be sent: ${error instanceof Error ? error.message : String(error)}` })
  }
}
