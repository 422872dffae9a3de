/** Makes the session of the page: the cluster worker's batches into the mirror, the page's actions to the worker. */
import type { ActionLog } from '../../engine/protocol/run.ts'
import { aheadTools } from './ahead.ts'
import type { EditorTools, Session } from './context.tsx'
import { liveActions } from './live-actions.ts'
import { HandIns, type HandInRun } from './lesson/hand-in.ts'
import { KeptSteps } from './lesson/kept-steps.ts'
import { LessonPlayer } from './lesson/lesson-player.ts'
import { formatRoute, parseRoute } from './lesson/route.ts'
import { Library } from './library/library.ts'
import { memoryShelf } from './library/shelf.ts'
import { createProgress } from './lesson/progress.ts'
import { LiveRun } from './live-run.ts'
import { createMirror } from './mirror.ts'
import { createRunStatus } from './run-status.ts'
import { objectTools } from './object-tools.ts'
import { schedulingTools } from './scheduling-tools.ts'
import { whenSettled } from './settled.ts'
import { timeTools } from './time-tools.ts'
import { followUpdates } from './updates.ts'
import { createUi, printOutcome } from './ui.ts'

/** `globalThis.drydock`. */
export interface DrydockHook {
  log(): Promise<ActionLog>
  digest(): Promise<string>
  /** Pauses, and says when: a log says nothing of the time after its last action. */
  nowMs(): Promise<number>
  runLog(log: ActionLog, untilMs: number): Promise<string>
}

const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

export interface ConnectOptions {
  /** A step inside another page: no cluster of the learner's own is opened or kept. */
  embedded?: boolean
  /** Nothing at all is kept in the browser, and nothing read. */
  storageFree?: boolean
}

/** A session whose run is booting; it says itself when it stands. With reduced motion the clock waits to be started. */
export function connect({ embedded = false, storageFree = false }: ConnectOptions = {}): Session {
  const mirror = createMirror()
  const ui = createUi()
  const run = createRunStatus()
  const library = new Library({
    ui,
    stores: embedded ? [] : [storage('sessionStorage'), storage('localStorage')],
    nowReal: () => Date.now(),
    randomId,
    ...(embedded ? { shelf: Promise.resolve(memoryShelf()) } : {}),
  })
  const hash = embedded ? '' : takeLink()
  const live = new LiveRun({
    mirror,
    run,
    begin: (begun) => library.begin(begun, hash),
    done: () => library.save(),
    playing: !matchMedia(REDUCED_MOTION).matches,
    stepFirst: embedded || parseRoute(hash).page === 'lesson',
    tell: (output) => printOutcome(ui, { kubectl: '# the cluster worker stopped', output, ok: true }),
    report: (report) => ui.setState({ report }),
    namespace: () => ui.getState().namespace || 'default',
  })
  void live.start()
  offerHook(live)
  if (!embedded) whenSettled(run, () => followUpdates(ui))
  const progress = createProgress(storageFree ? undefined : storage('localStorage'))
  const lessons = new LessonPlayer(
    live,
    mirror,
    ui,
    progress,
    embedded ? undefined : new KeptSteps(storage('localStorage')),
  )
  return {
    mirror,
    ui,
    run,
    actions: liveActions(live),
    tools: toolsOf(live),
    terminal: live,
    objects: objectTools(live),
    scheduling: schedulingTools(live),
    time: timeTools(live, mirror),
    ahead: aheadTools(live, mirror, ui),
    lessons,
    library,
    handIns: new HandIns(handInRun(live), lessons),
    author: async (command) => (await live.ready()).author(command),
    onScreen: (seen) => live.onScreen(seen),
  }
}

/** Also where the address is not a secure one, which randomUUID asks for. */
const randomId = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')

/** The fragment of the address; a run in it is taken out, so that a reload shows what became of it. */
function takeLink(): string {
  const { hash } = location
  if (hash.startsWith('#run=')) history.replaceState(history.state, '', formatRoute({ page: 'cluster' }))
  return hash
}

/** Reading the property alone throws where the browser refuses storage. */
function storage(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[name]
  } catch {
    return undefined
  }
}

function toolsOf(live: LiveRun): EditorTools {
  return {
    async check(text) {
      const documents = await (await live.ready()).check(text)
      return documents.flatMap(({ error }) => (error ? [error] : []))
    },
    schema: async () => (await live.ready()).editorSchema(),
    kinds: async () => (await live.ready()).servedKinds(),
    form: async (text, target) => (await live.ready()).formOf(text, target),
    conflicts: async (text, serverSide) => (await live.ready()).conflictsOf(text, live.namespace(), serverSide),
    values: async (text) => (await live.ready()).valuesOf(text),
    edit: async (text, target, edits) => (await live.ready()).editText(text, target, edits),
  }
}

function handInRun(live: LiveRun): HandInRun {
  return {
    shared: () => live.shared(),
    digestOf: async ({ log, untilMs }) => (await live.ready()).runLog(log, untilMs),
    encode: async (run) => (await live.ready()).encodeRun(run),
  }
}

/** For bug reports and tests, at the browser's console: the run as a log, its digest, and the digest of any log. */
function offerHook(live: LiveRun): void {
  const hook: DrydockHook = {
    log: async () => (await live.ready()).log(),
    digest: async () => (await live.ready()).digest(),
    nowMs: async () => {
      await live.pause()
      return Math.floor((await (await live.ready()).pause()).clock.nowMs)
    },
    runLog: async (log, untilMs) => (await live.ready()).runLog(log, untilMs),
  }
  Object.assign(globalThis, { drydock: hook })
}
