/** A step of an explanation as a person says it: who, did what, to what, with which change. Pure. */
import type { ComponentRow } from '../../../engine/protocol/batch.ts'
import type { CauseLink, FieldChange } from '../../../engine/protocol/time.ts'
import type { IconName } from '../../components/Icon.tsx'

export interface LinkWords {
  icon: IconName
  who: string
  did: string
  /** `Pod/web-x2lqp`; empty for the person's own line. */
  object: string
  detail: string
}

export function linkWords(link: CauseLink, components: readonly ComponentRow[]): LinkWords {
  const { actor, object, verb, text = '' } = link
  const name = object ? `${object.kind}/${object.name}` : ''
  if (verb === 'did') return { icon: 'you', who: 'You', did: 'did', object: '', detail: text }
  // What a person asks for is written by the API server; the wish itself is the step before.
  const isUser = actor === 'user' || actor.startsWith('user')
  const who = isUser ? 'API server' : actorTitle(actor, components)
  const icon = isUser ? 'api' : iconOf(actor)
  return { icon, who, object: name, ...deed(link, isUser) }
}

export function actorTitle(actor: string, components: readonly ComponentRow[]): string {
  if (actor === 'user') return 'You'
  if (actor.startsWith('kubelet/')) return `kubelet ${actor.slice('kubelet/'.length)}`
  if (actor === 'scheduler' || actor === 'default-scheduler') return 'Scheduler'
  const title = components.find(({ id }) => id === actor)?.title
  return title ? `${title} controller` : actor.charAt(0).toUpperCase() + actor.slice(1)
}

export function iconOf(actor: string): IconName {
  if (actor === 'user') return 'you'
  if (actor.startsWith('kubelet')) return 'kubelet'
  if (actor.endsWith('scheduler')) return 'scheduler'
  return actor === 'API server' ? 'api' : 'gear'
}

/** What was done, from what changed. */
function deed({ verb, changes: all }: CauseLink, isUser: boolean): Pick<LinkWords, 'did' | 'detail'> {
  if (verb === 'created' || verb === 'began') return { did: isUser ? 'stored' : 'created', detail: '' }
  if (verb === 'deleted') return { did: 'removed', detail: '' }
  const changes = all.filter(({ path }) => !BOOK_KEEPING.test(path))
  for (const rule of RULES) {
    const those = changes.filter(({ path }) => rule.path.test(path))
    const found = those.find(({ after }) => after !== undefined) ?? those[0]
    const said = found && rule.say(found, changes)
    if (said) return said
  }
  const [first, ...more] = changes
  if (!first) return { did: 'wrote', detail: '' }
  const others = more.length > 0 ? `, ${more.length} more` : ''
  return { did: isUser ? 'stored' : 'changed', detail: `${first.path} ${arrow(first)}${others}` }
}

/** Goes along with every write of its kind, and says nothing. */
const BOOK_KEEPING =
  /^(metadata\.(generation|annotations\.\[(kubectl|deployment)\.kubernetes\.io\/)|status\.observedGeneration)/

interface Rule {
  path: RegExp
  say(change: FieldChange, all: readonly FieldChange[]): Pick<LinkWords, 'did' | 'detail'> | undefined
}

const RULES: readonly Rule[] = [
  { path: /^spec\.nodeName$/, say: ({ after }) => ({ did: 'bound', detail: `to ${value(after)}` }) },
  { path: /^metadata\.deletionTimestamp$/, say: () => ({ did: 'marked for deletion', detail: '' }) },
  {
    path: /^status\.\w*ontainerStatuses\[.+\]\.restartCount$/,
    say: ({ path, after }, all) => ({
      did: 'restarted',
      detail: `container ${itemOf(path)}, restart ${value(after)}${exitWords(all)}`,
    }),
  },
  { path: /^spec\.replicas$/, say: (change) => ({ did: 'scaled', detail: arrow(change) }) },
  {
    path: /^status\.\w*ontainerStatuses\[.+\]\.state/,
    say: ({ path, after }) => ({ did: 'reported', detail: `container ${itemOf(path)} ${stateWords(path, after)}` }),
  },
  {
    path: /^status\.conditions\[Ready\](\.status)?$/,
    say: ({ after }) => ({ did: 'called', detail: isTrue(after) ? 'Ready' : 'not Ready' }),
  },
  { path: /^status\.phase$/, say: (change) => ({ did: 'reported', detail: `phase ${arrow(change)}` }) },
  {
    path: /^status\.conditions\[\w+\](\.status|\.reason)?$/,
    say: ({ path, after }) => ({ did: 'reported', detail: `${itemOf(path)} ${value(statusOf(after))}` }),
  },
]

const itemOf = (path: string): string => /\[([^\]]+)\]/.exec(path)?.[1] ?? ''

const statusOf = (after: unknown): unknown => {
  const { status, reason } = (typeof after === 'object' && after !== null ? after : {}) as {
    status?: string
    reason?: string
  }
  return status === undefined ? after : `${status}${reason ? `, ${reason}` : ''}`
}
const isTrue = (after: unknown): boolean => String(statusOf(after)).startsWith('True')

/** A container's state is told whole when it turns from one kind into another, else by its leaf. */
function stateWords(path: string, after: unknown): string {
  const whole = (typeof after === 'object' && after !== null ? after : {}) as Record<string, unknown>
  const key = ['running', 'waiting', 'terminated'].find((each) => each in whole || path.includes(`.state.${each}`))
  const reason = (whole[key ?? ''] as { reason?: string } | undefined)?.reason ?? (whole as { reason?: string }).reason
  if (key === undefined) return value(after)
  if (after === undefined) return `no longer ${key}`
  return reason ? `${key}, ${reason}` : key
}

/** `, exit 143` where the same write tells it. */
function exitWords(changes: readonly FieldChange[]): string {
  for (const { path, after } of changes) {
    if (!path.includes('astState')) continue
    if (path.endsWith('.exitCode')) return `, exit ${value(after)}`
    const state = after as { terminated?: { exitCode?: number }; exitCode?: number } | undefined
    const code = state?.terminated?.exitCode ?? state?.exitCode
    if (code !== undefined) return `, exit ${code}`
  }
  return ''
}

const LONGEST = 48

function arrow({ before, after }: FieldChange): string {
  return before === undefined ? value(after) : `${value(before)} → ${value(after)}`
}

function value(each: unknown): string {
  if (each === undefined) return 'unset'
  const text = typeof each === 'string' ? each : JSON.stringify(each)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** `start`, `+27 ms`, `+5.7 s`, `+2:04`. */
export function sinceText(ms: number): string {
  if (ms < 1000) return `+${Math.round(ms)} ms`
  if (ms < 60_000) return `+${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `+${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
