/** A session in a container (`exec`, `attach`) as kubectl holds one. Source: client-go tools/remotecommand. */
import type { PendingExchange, SessionFrame } from '../../api/door/exchange.ts'
import { fromBytes, toBytes } from '../../core/bytes.ts'
import { Failure, fail } from '../base/failure.ts'
import { type Json, list, text } from '../base/json.ts'
import type { Call } from '../call.ts'
import type { Query } from './client.ts'

export interface Remote {
  exchange: PendingExchange
  tty: boolean
  stdin: boolean
  /** What standard output said, where the command wants it whole. */
  kept: string | undefined
}

export interface RemoteOptions {
  container: string
  stdin: boolean
  tty: boolean
  command?: readonly string[]
  /** Standard output is kept instead of printed. */
  keeps?: boolean
}

/** Opens a session; whatever the line has as standard input is given to it, or `bytes` in its place. */
export function openRemote(call: Call, path: string, options: RemoteOptions, bytes?: string): Remote {
  const { container, stdin, tty, command } = options
  const query: Query = {
    ...(container === '' ? {} : { container }),
    ...(stdin ? { stdin: 'true' } : {}),
    stdout: 'true',
    ...(tty ? { tty: 'true' } : { stderr: 'true' }),
  }
  const exchange = call.client.enter(path, query, command)
  const remote: Remote = { exchange, tty, stdin, kept: options.keeps ? '' : undefined }
  const input = bytes ?? (call.stdin === undefined ? undefined : toBytes(call.stdin))
  if (stdin && input !== undefined) {
    give(call, remote, input)
    endInput(call, remote)
  }
  return remote
}

const numberOf = ({ exchange }: Remote): number => exchange.session?.number ?? -1

/** How it reads the keyboard. */
export const readsOf = ({ tty, stdin }: Remote): 'keys' | 'lines' | undefined =>
  stdin ? (tty ? 'keys' : 'lines') : undefined

/** Text for the process. */
export function typeInto(call: Call, remote: Remote, data: string): void {
  give(call, remote, toBytes(data))
}

function give(call: Call, remote: Remote, data: string): void {
  if (!remote.stdin || numberOf(remote) < 0 || data === '') return
  call.host.enter(numberOf(remote), { do: 'input', data })
}

export function endInput(call: Call, remote: Remote): void {
  if (remote.stdin && numberOf(remote) >= 0) call.host.enter(numberOf(remote), { do: 'endInput' })
}

/** Prints what came since; true once it has ended well. @throws Failure as it ended otherwise */
export function pump(call: Call, remote: Remote): boolean {
  const { chunks, done } = call.host.progress(remote.exchange)
  const frames = chunks as SessionFrame[]
  const said = (channel: number) => frames.flatMap((frame) => (frame.channel === channel ? [frame.data] : [])).join('')
  if (remote.kept === undefined) call.out(fromBytes(said(1)))
  else remote.kept += said(1)
  // `cp` has its archive apart and shows complaints where others show results.
  if (remote.kept === undefined) call.err(fromBytes(said(2)))
  else call.out(fromBytes(said(2)))
  if (!done) return false
  leave(call, remote)
  const status = JSON.parse(fromBytes(said(3)) || '{}') as Json
  const trouble = failureOf(status)
  if (trouble !== undefined) throw trouble
  return true
}

/** Lets go of a session, ended or not. */
export function leave(call: Call, remote: Remote): void {
  if (numberOf(remote) >= 0) call.host.enter(numberOf(remote), { do: 'close' })
}

/** How the Status at its end fails the command. Source: remotecommand errorDecoderV4. */
function failureOf(status: Json): Failure | undefined {
  if (text(status, 'status') === 'Success') return undefined
  if (text(status, 'reason') !== 'NonZeroExitCode') return fail(text(status, 'message'))
  const code = list(status, 'details', 'causes').find((cause) => cause.reason === 'ExitCode')
  const exit = Number(text(code, 'message'))
  return new Failure(`command terminated with exit code ${exit}`, exit)
}
