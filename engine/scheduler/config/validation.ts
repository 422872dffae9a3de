/** What is wrong with a KubeSchedulerConfiguration. Source: pkg/scheduler/apis/config/validation. */
import { duplicate, type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { DEFAULT_PLUGINS } from './defaults.ts'
import { validateExtenders } from './validateextenders.ts'
import { validateArgs } from './validateargs.ts'
import { API_VERSION, KIND, type ProfileConfiguration, type SchedulerConfiguration } from './types.ts'

const KNOWN_PLUGINS: ReadonlySet<string> = new Set(DEFAULT_PLUGINS.map(({ name }) => name))

export function validateConfiguration(config: SchedulerConfiguration): FieldError[] {
  const errors: FieldError[] = []
  const { apiVersion = API_VERSION, kind = KIND, parallelism, podInitialBackoffSeconds, podMaxBackoffSeconds } = config
  if (apiVersion !== API_VERSION) errors.push(notSupported('apiVersion', apiVersion, [API_VERSION]))
  if (kind !== KIND) errors.push(notSupported('kind', kind, [KIND]))
  if (parallelism !== undefined && parallelism <= 0)
    errors.push(invalid('parallelism', parallelism, 'should be an integer value greater than zero'))
  const profiles = config.profiles ?? []
  if (config.profiles?.length === 0) errors.push(required('profiles', ''))
  profiles.forEach((profile, i) => errors.push(...validateProfile(profile, index('profiles', i))))
  errors.push(...repeatedNames(profiles))
  errors.push(...percentage('percentageOfNodesToScore', config.percentageOfNodesToScore))
  if (podInitialBackoffSeconds !== undefined && podInitialBackoffSeconds <= 0)
    errors.push(invalid('podInitialBackoffSeconds', podInitialBackoffSeconds, 'must be greater than 0'))
  if (podMaxBackoffSeconds !== undefined && podMaxBackoffSeconds < (podInitialBackoffSeconds ?? 1)) {
    const detail = 'must be greater than or equal to PodInitialBackoffSeconds'
    errors.push(invalid('podMaxBackoffSeconds', podMaxBackoffSeconds, detail))
  }
  errors.push(...validateExtenders(config.extenders ?? []))
  return errors
}

function percentage(path: string, value: number | undefined): FieldError[] {
  const ok = value === undefined || (value >= 0 && value <= 100)
  return ok ? [] : [invalid(path, value, 'not in valid range [0-100]')]
}

/** Every profile has a name of its own, and all sort the one queue alike. */
function repeatedNames(profiles: readonly ProfileConfiguration[]): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  profiles.forEach(({ schedulerName, plugins }, i) => {
    const path = index('profiles', i)
    const name = schedulerName ?? (profiles.length === 1 ? 'default-scheduler' : '')
    if (name === '') errors.push(required(child(path, 'schedulerName'), ''))
    else if (seen.has(name)) errors.push(duplicate(child(path, 'schedulerName'), name))
    seen.add(name)
    const first = JSON.stringify(profiles[0]?.plugins?.queueSort)
    if (JSON.stringify(plugins?.queueSort) !== first)
      errors.push(invalid(child(path, 'plugins', 'queueSort'), plugins?.queueSort, 'has to match for all profiles'))
  })
  return errors
}

function validateProfile(profile: ProfileConfiguration, path: string): FieldError[] {
  const errors = percentage(child(path, 'percentageOfNodesToScore'), profile.percentageOfNodesToScore)
  for (const [point, set] of Object.entries(profile.plugins ?? {})) {
    for (const list of ['enabled', 'disabled'] as const) {
      set?.[list]?.forEach(({ name }, i) => {
        const known = KNOWN_PLUGINS.has(name) || (list === 'disabled' && name === '*')
        const here = child(index(child(path, 'plugins', point, list), i), 'name')
        if (!known) errors.push(notSupported(here, name, [...KNOWN_PLUGINS]))
      })
    }
  }
  const seen = new Set<string>()
  profile.pluginConfig?.forEach(({ name, args = {} }, i) => {
    const here = index(child(path, 'pluginConfig'), i)
    if (seen.has(name)) errors.push(duplicate(here, name))
    seen.add(name)
    errors.push(...validateArgs(name, args, child(here, 'args')))
  })
  return errors
}
