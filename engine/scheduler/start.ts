/** Starts the scheduler on a server. */
import type { ApiServer } from '../api/server.ts'
import { defaultProfile } from './plugins/list.ts'
import { Scheduler } from './scheduler.ts'

/** A scheduler with the default profile, hearing of every write from now on. */
export function startScheduler(server: ApiServer): Scheduler {
  return new Scheduler(server, (parts) => [defaultProfile(parts)])
}
