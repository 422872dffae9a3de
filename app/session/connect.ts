/** Makes the session of the page: the cluster worker's batches into the mirror, the page's actions to the worker. */
import type { Actions } from './actions.ts'
import type { Session } from './context.tsx'
import { createMirror } from './mirror.ts'
import { createRunStatus } from './run-status.ts'
import { createUi } from './ui.ts'

const offline = () => Promise.reject(new Error('The cluster worker is not connected'))

/** A session whose run is still booting. */
export function connect(): Session {
  const actions = new Proxy({} as Actions, { get: () => offline })
  return { mirror: createMirror(), ui: createUi(), run: createRunStatus(), actions }
}
