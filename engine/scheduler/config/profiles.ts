/** Profiles made of a configuration. */
import { formatFieldErrors } from '../../api/fielderror.ts'
import type { Parts, Profile } from '../profile.ts'
import { makeProfile } from '../plugins/list.ts'
import type { NodeResourcesFitArgs, ProfileConfiguration, SchedulerConfiguration } from './types.ts'
import { PluginSwitches } from './defaults.ts'
import { validateConfiguration } from './validation.ts'

export const DEFAULT_SCHEDULER = 'default-scheduler'
const FIT = 'NodeResourcesFit'

/** Thrown for a configuration that upstream refuses; the message has upstream's words. */
export class ConfigurationError extends Error {}

/** @throws ConfigurationError */
export function profilesOf(config: SchedulerConfiguration, parts: Parts): Profile[] {
  const errors = validateConfiguration(config)
  if (errors.length > 0) throw new ConfigurationError(formatFieldErrors(errors))
  const profiles = config.profiles ?? [{}]
  const { percentageOfNodesToScore = 0 } = config
  const managed = (config.extenders ?? []).flatMap(({ managedResources = [] }) => managedResources)
  const ignored = managed.filter(({ ignoredByScheduler }) => ignoredByScheduler).map(({ name }) => name)
  return profiles.map((profile) => {
    requireParts(profile)
    const own = ignored.length === 0 ? profile : ignoring(profile, ignored)
    return makeProfile(parts, { percentageOfNodesToScore, schedulerName: DEFAULT_SCHEDULER, ...own })
  })
}

/** A profile sorts the queue in one way and binds. Source: framework/runtime NewFramework. @throws ConfigurationError */
function requireParts(profile: ProfileConfiguration): void {
  const { schedulerName = DEFAULT_SCHEDULER } = profile
  const switches = new PluginSwitches(profile)
  const refuse = (why: string) => {
    throw new ConfigurationError(`initializing profiles: creating profile for scheduler name ${schedulerName}: ${why}`)
  }
  const whose = `for profile with scheduler name "${schedulerName}"`
  if (!switches.at('queueSort', 'PrioritySort').on) refuse(`only one queue sort plugin required ${whose}, but got 0`)
  if (!switches.at('bind', 'DefaultBinder').on) refuse(`at least one bind plugin is needed ${whose}`)
}

/** The profile with resources that an extender counts in its place. */
function ignoring(profile: ProfileConfiguration, resources: readonly string[]): ProfileConfiguration {
  const configs = profile.pluginConfig ?? []
  const fit = configs.find(({ name }) => name === FIT)?.args as NodeResourcesFitArgs | undefined
  const args = { ...fit, ignoredResources: [...(fit?.ignoredResources ?? []), ...resources] }
  return { ...profile, pluginConfig: [...configs.filter(({ name }) => name !== FIT), { name: FIT, args }] }
}
