/**
 * No two Pods run under one StatefulSet identity. The API server sees to names; what could go wrong happens on machines: a
 * successor that starts while the Pod before it still runs somewhere. Whoever forces a deletion takes that risk himself.
 */
import type { ApiServer } from '../../../api/server.ts'
import { controllerOf } from '../../../api/object.ts'
import type { ContainerRuntime, ProcessListener, ProcessSpec } from '../../../core/runtime.ts'
import type { Pod } from '../../../kinds/types.ts'
import type { Invariant, Witness } from '../invariant.ts'

interface Running {
  node: string
  uid: string
}

class Ledger {
  /** Live processes by `namespace/name`. */
  private readonly running = new Map<string, Map<number, Running>>()
  /** uids whose deletion was forced. */
  readonly forced = new Set<string>()

  constructor(private readonly witness: Witness) {}

  started(key: string, process: number, next: Running): void {
    const others = this.running.get(key) ?? new Map<number, Running>()
    this.running.set(key, others)
    this.witness.tried()
    for (const { node, uid } of others.values()) {
      if (uid !== next.uid && !this.forced.has(uid))
        this.witness.broken(`${key} starts on ${next.node} while the one before it runs on ${node}`)
    }
    others.set(process, next)
  }

  ended(process: number): void {
    for (const processes of this.running.values()) processes.delete(process)
  }

  lost(node: string): void {
    for (const processes of this.running.values()) {
      for (const [process, running] of processes) if (running.node === node) processes.delete(process)
    }
  }
}

/** By server, so that the watch and the runtime of one cluster share what they know. */
const ledgers = new WeakMap<ApiServer, Ledger>()

function ledgerOf(server: ApiServer, witness: Witness): Ledger {
  const ledger = ledgers.get(server) ?? new Ledger(witness)
  ledgers.set(server, ledger)
  return ledger
}

function watched(runtime: ContainerRuntime, server: ApiServer, witness: Witness): ContainerRuntime {
  const ledger = ledgerOf(server, witness)
  const start = (spec: ProcessSpec): number => {
    const process = runtime.start(spec)
    const pod = server.store.table('pods').find(spec.podNamespace, spec.podName) as Pod | undefined
    if (pod !== undefined && controllerOf(pod)?.kind === 'StatefulSet')
      ledger.started(`${spec.podNamespace}/${spec.podName}`, process, { node: spec.nodeName, uid: pod.metadata.uid })
    return process
  }
  const listen = (listener: ProcessListener): void =>
    runtime.listen({
      exited: (process, exit) => {
        ledger.ended(process)
        listener.exited(process, exit)
      },
      changed: (process) => listener.changed(process),
    })
  return new Proxy(runtime, {
    get: (target, property) => {
      if (property === 'start') return start
      if (property === 'listen') return listen
      const value = Reflect.get(target, property) as unknown
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
}

export const identity: Invariant = {
  name: 'one Pod an identity',
  runtime: watched,
  watch: ({ server }, witness) => {
    const ledger = ledgerOf(server, witness)
    server.heartbeats.onChange((node, beating) => {
      if (!beating) ledger.lost(node)
    })
    server.store.watch('pods', (_row, before, after) => {
      const pod = before as Pod | undefined
      // A kubelet that has stopped everything deletes with a grace of 0 as well; by then nothing runs any more.
      if (pod !== undefined && (after === undefined || after.metadata.deletionGracePeriodSeconds === 0))
        ledger.forced.add(pod.metadata.uid)
    })
    return undefined
  },
}
