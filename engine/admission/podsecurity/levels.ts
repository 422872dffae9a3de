/** Levels, versions and labels of Pod Security, and what a level makes of a Pod. Source: pod-security-admission/{api,policy}. */
import { BASELINE } from './baseline.ts'
import { RESTRICTED } from './restricted.ts'
import type { Check, CheckedPod, Finding } from './visit.ts'

export type Mode = 'enforce' | 'audit' | 'warn'

export interface LevelVersion {
  level: 'privileged' | 'baseline' | 'restricted'
  /** Minor release whose checks hold; undefined is the latest. */
  minor: number | undefined
}

const PREFIX = 'pod-security.kubernetes.io/'
const LEVELS: ReadonlySet<string> = new Set(['privileged', 'baseline', 'restricted'])
const LATEST_MINOR = 32

export const labelOf = (mode: Mode, suffix = ''): string => `${PREFIX}${mode}${suffix}`

/** A wrong label, as an error about it. */
export interface LabelProblem {
  label: string
  value: string
  detail: string
}

type Labels = Readonly<Record<string, string>> | undefined

const versionOf = (text: string): number | undefined | 'wrong' => {
  if (text === 'latest' || text === '') return undefined
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1]
  return minor === undefined ? 'wrong' : Number(minor)
}

/** What the labels of a namespace ask for; a label that cannot be read restricts. */
export function levelVersion(labels: Labels, mode: Mode, defaults: Labels = {}): LevelVersion {
  const level = labels?.[labelOf(mode)] ?? defaults[mode] ?? 'privileged'
  const minor = versionOf(labels?.[labelOf(mode, '-version')] ?? defaults[`${mode}-version`] ?? '')
  if (!LEVELS.has(level)) return { level: mode === 'enforce' ? 'restricted' : 'privileged', minor: undefined }
  return { level: level as LevelVersion['level'], minor: minor === 'wrong' ? undefined : minor }
}

export function labelProblems(labels: Labels): LabelProblem[] {
  return (['enforce', 'audit', 'warn'] as const).flatMap((mode) => {
    const level = labels?.[labelOf(mode)]
    const version = labels?.[labelOf(mode, '-version')]
    return [
      ...(level === undefined || LEVELS.has(level)
        ? []
        : [{ label: labelOf(mode), value: level, detail: 'must be one of privileged, baseline, restricted' }]),
      ...(version === undefined || (version !== '' && versionOf(version) !== 'wrong')
        ? []
        : [{ label: labelOf(mode, '-version'), value: version, detail: 'must be "latest" or "v1.x"' }]),
    ]
  })
}

/** `restricted:latest`, `baseline:v1.25`. */
export const levelText = ({ level, minor }: LevelVersion): string =>
  `${level}:${minor === undefined ? 'latest' : `v1.${minor}`}`

/** The checks of a level, the lower one's first. */
function checksOf({ level, minor = LATEST_MINOR }: LevelVersion): Check[] {
  if (level === 'privileged') return []
  const at = Math.min(minor, LATEST_MINOR)
  const holds = ({ since, until }: Check) => since <= at && (until === undefined || at < until)
  const baseline = BASELINE.filter(holds)
  if (level === 'baseline') return baseline
  const restricted = RESTRICTED.filter(holds)
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides))
  return [...baseline.filter(({ id }) => !overridden.has(id)), ...restricted]
}

/** Everything a Pod does that its level does not let it. */
export function violations(level: LevelVersion, pod: CheckedPod): Finding[] {
  return checksOf(level).flatMap(({ check }) => check(pod) ?? [])
}

/** `reason (detail), reason (detail)`. */
export const detailsText = (findings: readonly Finding[]): string =>
  findings.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ')

export const reasonsText = (findings: readonly Finding[]): string => findings.map(({ reason }) => reason).join(', ')
