/** The cluster worker and the typed way to talk to it. */
import * as Comlink from 'comlink'
import type { AuthorApi } from '../../engine/protocol/author.ts'
import type { ClusterApi } from '../../engine/protocol/api.ts'
import type { EditApi } from '../../engine/protocol/edit.ts'
import type { SearchApi } from '../../engine/protocol/search.ts'
import type { TerminalApi } from '../../engine/protocol/terminal.ts'
import type { AheadApi, ShareApi, TimeApi } from '../../engine/protocol/time.ts'

/** Every method of the worker, as a promise. */
export type RemoteCluster = Comlink.Remote<
  ClusterApi & TerminalApi & TimeApi & ShareApi & AheadApi & SearchApi & EditApi & AuthorApi
>

export interface Connection {
  /** Rejects when the worker dies or is closed: for calls that would wait for ever. */
  died: Promise<never>
  api: RemoteCluster
  /** Ends the worker at once; calls that wait for an answer never get one. */
  close(): void
}

/** Loads while nobody asked for it yet, and what it stopped of meanwhile. */
interface Early {
  worker: Worker
  stopped?: ErrorEvent
}

let early: Early | undefined

/** Begins to load a worker for the first `startWorker`: its script is the longest part of the way to a cluster. */
export function startWorkerEarly(): void {
  const worker = newWorker()
  const loading: Early = { worker }
  worker.addEventListener('error', (event) => {
    loading.stopped = event
  })
  early = loading
}

const newWorker = () =>
  new Worker(new URL('../../engine/workers/cluster.worker.ts', import.meta.url), { type: 'module', name: 'cluster' })

/** Starts a worker. @param crashed called once, with a sentence, when it dies of an error nobody caught */
export function startWorker(crashed: (why: string) => void): Connection {
  const { worker, stopped }: Early = early ?? { worker: newWorker() }
  early = undefined
  let told = false
  let fail: (error: Error) => void = () => undefined
  const died = new Promise<never>((_, reject) => {
    fail = reject
  })
  // Nobody may be waiting.
  died.catch(() => undefined)
  const tell = (why: string) => {
    if (told) return
    told = true
    fail(new Error(`The cluster stopped: ${why}`))
    crashed(why)
  }
  const stop = (event: ErrorEvent) => {
    event.preventDefault()
    tell(event.message || 'the worker could not be loaded')
  }
  worker.addEventListener('error', stop)
  if (stopped) queueMicrotask(() => stop(stopped))
  worker.addEventListener('messageerror', () => tell('a message could not be read'))
  return {
    api: Comlink.wrap<ClusterApi & TerminalApi & TimeApi & ShareApi & AheadApi & SearchApi & EditApi & AuthorApi>(
      worker,
    ),
    died,
    close() {
      told = true
      fail(new Error('The cluster was stopped'))
      worker.terminate()
    },
  }
}
