/** Profiles made of a configuration. */
import { formatFieldErrors } from '../../api/fielderror.ts'
import type { Parts, Profile } from '../profile.ts'
import { makeProfile } from '../plugins/list.ts'
import type { SchedulerConfiguration } from './types.ts'
import { validateConfiguration } from './validation.ts'

export const DEFAULT_SCHEDULER = 'default-scheduler'

/** Thrown for a configuration that upstream refuses; the message has upstream's words. */
export class ConfigurationError extends Error {}

/** @throws ConfigurationError */
export function profilesOf(config: SchedulerConfiguration, parts: Parts): Profile[] {
  const errors = validateConfiguration(config)
  if (errors.length > 0) throw new ConfigurationError(formatFieldErrors(errors))
  const profiles = config.profiles ?? [{}]
  const { percentageOfNodesToScore = 0 } = config
  return profiles.map((profile) =>
    makeProfile(parts, { percentageOfNodesToScore, schedulerName: DEFAULT_SCHEDULER, ...profile }),
  )
}
