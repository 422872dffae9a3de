/** Reads what another page sent: a command of ours, something that is not meant for us, or a mistake that is told. Nothing in it is run. */
import { type Command, type ErrorReason, WIRE } from './wire.ts'

export type Read = { command: Command } | { refused: { reason: ErrorReason; detail: string } } | undefined

type Test = (value: unknown) => boolean

const NAME = /^[a-z0-9-]{1,60}$/
const isName: Test = (value) => typeof value === 'string' && NAME.test(value)
const isSpeed: Test = (value) => typeof value === 'number' && value >= 0.001 && value <= 1_000_000
const isTheme: Test = (value) => value === 'light' || value === 'dark' || value === 'system'
const maybe =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value)

/** Every command and its fields; anything else in a message is refused. */
const FIELDS: Record<Command['type'], Record<string, Test>> = {
  load: { lesson: isName, step: maybe(isName), view: maybe(isName) },
  theme: { theme: isTheme },
  speed: { speed: isSpeed },
  play: {},
  pause: {},
  reset: {},
  link: {},
  near: {},
}
const ENVELOPE = new Set(['drydock', 'type'])

/** Undefined for what is no message of this wire: a page has others, and none of them is answered. */
export function readCommand(data: unknown): Read {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'drydock')) return undefined
  const message = data as Record<string, unknown>
  if (message.drydock !== WIRE) return refuse('version', `this embed speaks version ${WIRE}`)
  const { type } = message
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type))
    return refuse('type', `there are ${Object.keys(FIELDS).join(', ')}`)
  const fields = FIELDS[type as Command['type']]
  const unknown = Object.keys(message).find((key) => !ENVELOPE.has(key) && !Object.hasOwn(fields, key))
  if (unknown !== undefined) return refuse('field', `${type} has no field ${unknown.slice(0, 40)}`)
  const wrong = Object.keys(fields).find((key) => !fields[key]?.(own(message, key)))
  if (wrong !== undefined) return refuse('field', `${type}.${wrong} is not what it should be`)
  const kept = Object.keys(fields).flatMap((key) => (Object.hasOwn(message, key) ? [[key, message[key]]] : []))
  return { command: { type, ...Object.fromEntries(kept) } as Command }
}

const own = (message: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(message, key) ? message[key] : undefined

const refuse = (reason: ErrorReason, detail: string): Read => ({ refused: { reason, detail } })
