/** A Deployment's rollout, as its view reads it. */
import type { ObjectRef } from './object.ts'

/** One Pod of a Deployment over time. */
export interface RolloutPod {
  name: string
  /** pod-template-hash: which ReplicaSet it belongs to. */
  set: string
  createdMs: number
  /** When it became ready or ceased to be, in turn: ready, not ready, ready …; empty while it never was. */
  turnsMs: number[]
  /** When it was told to end, and when it was gone; NaN before. */
  endingMs: number
  goneMs: number
}

/** A ReplicaSet of the Deployment. */
export interface RolloutSet {
  set: string
  name: string
  revision: number
  /** Image of the first container. */
  image: string
  createdMs: number
  current: boolean
}

export interface Rollout {
  ref: ObjectRef
  replicas: number
  strategy: 'RollingUpdate' | 'Recreate'
  /** As the manifest says them, and as numbers of Pods. */
  maxSurge: string
  maxUnavailable: string
  surge: number
  unavailable: number
  minReadySeconds: number
  paused: boolean
  updated: number
  ready: number
  conditions: { type: string; status: string; reason: string; message: string }[]
  /** Virtual ms at which the progress deadline ends; NaN when none runs. */
  deadlineMs: number
  sets: RolloutSet[]
  /** In order of creation; those long gone are left out. */
  pods: RolloutPod[]
}
