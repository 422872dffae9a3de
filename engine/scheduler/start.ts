/** Starts the scheduler on a server. */
import type { ApiServer } from '../api/server.ts'
import { profilesOf } from './config/profiles.ts'
import type { SchedulerConfiguration } from './config/types.ts'
import { Scheduler } from './scheduler.ts'

/**
 * A scheduler with the profiles of a configuration (the default one, unless told otherwise), hearing of every write from
 * now on. @throws ConfigurationError
 */
export function startScheduler(server: ApiServer, config: SchedulerConfiguration = {}): Scheduler {
  return new Scheduler(server, (parts) => profilesOf(config, parts), config)
}
