/** The cluster in a Web Worker, behind Comlink. */
import * as Comlink from 'comlink'
import type { Batch, Interest } from '../protocol/batch.ts'
import { transferables } from './batches/builder.ts'
import { ClusterSession, type Host } from './session.ts'

const FRAME_REAL_MS = 16

const scope = globalThis as unknown as DedicatedWorkerGlobalScope

/** Commands are messages too: a message of our own waits behind them, unlike a nested timer. */
const channel = new MessageChannel()
let next: (() => void) | undefined
channel.port1.onmessage = () => next?.()

const host: Host = {
  nowReal: () => performance.now(),
  onFrame: (run) => {
    if (typeof scope.requestAnimationFrame === 'function') scope.requestAnimationFrame(run)
    else setTimeout(run, FRAME_REAL_MS)
  },
  soon: (run) => {
    next = run
    channel.port2.postMessage(0)
  },
}

/** Hands the columns over instead of copying them. */
class TransferringSession extends ClusterSession {
  override subscribe(interest: Interest, onBatch: (batch: Batch) => void): void {
    super.subscribe(interest, (batch) => onBatch(Comlink.transfer(batch, transferables(batch))))
  }
}

Comlink.expose(new TransferringSession(host))
