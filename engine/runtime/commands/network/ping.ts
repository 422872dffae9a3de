/** ping: addresses of Pods, nodes and hosts outside answer; virtual addresses of Services never do. */
import type { Call, Command } from '../../kernel/contract.ts'
import { readOptions } from '../options.ts'
import { type HostLookup, lookingUp, lookUpHost, resolverMessage } from './hostaddress.ts'

interface State {
  lookup: HostLookup
  count: number
  intervalMs: number
  waitMs: number
  deadlineMs: number
  isQuiet: boolean
  begun: boolean
  sent: number
  heard: number
  sumMs: number
  minMs: number
  maxMs: number
  /** An answer is on its way: when it is here, and how long it took; -1: none. */
  answerAtMs: number
  tookMs: number
  nextAtMs: number
  startedMs: number
}

const NEVER = Number.POSITIVE_INFINITY

export const ping: Command = {
  name: 'ping',
  run(call) {
    if (call.state === undefined) {
      const options = readOptions(call, 'c:i:W:w:qns:4t:I:A')
      if (options === undefined) return call.flavour === 'gnu' ? 2 : 1
      const host = options.words[0]
      if (host === undefined) {
        call.err(
          call.flavour === 'gnu'
            ? 'ping: usage error: Destination address required\n'
            : 'BusyBox v1.36.1 () multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n',
        )
        return call.flavour === 'gnu' ? 1 : 1
      }
      const deadline = options.get('w')
      call.state = {
        lookup: lookingUp(host),
        count: Number(options.get('c') ?? NEVER),
        intervalMs: Number(options.get('i') ?? 1) * 1000,
        waitMs: Number(options.get('W') ?? 10) * 1000,
        deadlineMs: deadline === undefined ? NEVER : call.nowMs + Number(deadline) * 1000,
        isQuiet: options.has('q'),
        begun: false,
        sent: 0,
        heard: 0,
        sumMs: 0,
        minMs: NEVER,
        maxMs: 0,
        answerAtMs: -1,
        tookMs: 0,
        nextAtMs: call.nowMs,
        startedMs: call.nowMs,
      } satisfies State
    }
    return goOn(call, call.state as State)
  },
}

function goOn(call: Call, state: State): number {
  const { lookup } = state
  if (!lookUpHost(call, lookup)) return call.waitNetwork(lookup.ticket)
  if (lookup.failure !== '') {
    call.err(
      call.flavour === 'busybox'
        ? `ping: bad address '${lookup.host}'\n`
        : `ping: ${lookup.host}: ${resolverMessage(lookup.failure)}\n`,
    )
    return call.flavour === 'busybox' ? 1 : 2
  }
  if (!state.begun) {
    state.begun = true
    state.startedMs = call.nowMs
    state.nextAtMs = call.nowMs
    const bytes = call.flavour === 'busybox' ? '56 data bytes' : '56(84) bytes of data.'
    call.out(`PING ${lookup.host} (${lookup.address})${call.flavour === 'busybox' ? ':' : ''} ${bytes}\n`)
  }
  for (;;) {
    if (state.answerAtMs >= 0 && call.nowMs >= state.answerAtMs) answered(call, state)
    const isOver = state.sent >= state.count || call.nowMs >= state.deadlineMs
    if (!isOver && call.nowMs >= state.nextAtMs) send(call, state)
    const lastWaitMs = state.nextAtMs - state.intervalMs + state.waitMs
    const untilMs = isOver
      ? state.heard < state.sent && state.answerAtMs < 0
        ? Math.min(lastWaitMs, state.deadlineMs)
        : state.answerAtMs
      : state.nextAtMs
    const wakeMs = state.answerAtMs >= 0 ? Math.min(untilMs, state.answerAtMs) : untilMs
    if (isOver && (state.heard === state.sent || (state.answerAtMs < 0 && call.nowMs >= untilMs)))
      return statistics(call, state)
    if (wakeMs > call.nowMs) return call.sleepUntil(wakeMs)
  }
}

function send(call: Call, state: State): void {
  state.sent++
  state.nextAtMs = call.nowMs + state.intervalMs
  const tookMs = call.kernel.network.ping(call.origin, state.lookup.address)
  if (tookMs === undefined) return
  // Below the clock's whole milliseconds the wire has a share of its own.
  state.tookMs = tookMs + 0.05 + (call.kernel.randomBits(call.container) & 63) / 1000
  state.answerAtMs = call.nowMs + tookMs
}

function answered(call: Call, state: State): void {
  const { tookMs } = state
  state.answerAtMs = -1
  state.heard++
  state.sumMs += tookMs
  state.minMs = Math.min(state.minMs, tookMs)
  state.maxMs = Math.max(state.maxMs, tookMs)
  if (state.isQuiet) return
  const busybox = call.flavour === 'busybox'
  const seq = busybox ? `seq=${state.sent - 1}` : `icmp_seq=${state.sent}`
  call.out(
    `64 bytes from ${state.lookup.address}: ${seq} ttl=${state.lookup.address.startsWith('127.') ? 64 : 63} time=${tookMs.toFixed(3)} ms\n`,
  )
}

function statistics(call: Call, state: State): number {
  const { sent, heard, minMs, maxMs, sumMs, lookup } = state
  const lost = sent === 0 ? 0 : Math.round(((sent - heard) * 100) / sent)
  call.out(`\n--- ${lookup.host} ping statistics ---\n`)
  if (call.flavour === 'busybox') {
    call.out(`${sent} packets transmitted, ${heard} packets received, ${lost}% packet loss\n`)
    if (heard > 0)
      call.out(`round-trip min/avg/max = ${minMs.toFixed(3)}/${(sumMs / heard).toFixed(3)}/${maxMs.toFixed(3)} ms\n`)
  } else {
    call.out(
      `${sent} packets transmitted, ${heard} received, ${lost}% packet loss, time ${call.nowMs - state.startedMs}ms\n`,
    )
    if (heard > 0)
      call.out(
        `rtt min/avg/max/mdev = ${minMs.toFixed(3)}/${(sumMs / heard).toFixed(3)}/${maxMs.toFixed(3)}/${((maxMs - minMs) / 2).toFixed(3)} ms\n`,
      )
  }
  return heard > 0 ? 0 : 1
}
