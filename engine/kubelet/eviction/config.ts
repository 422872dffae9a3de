/** What a kubelet is told about eviction and images (pkg/kubelet/apis/config/v1beta1/defaults.go). */
import { parseDuration } from '../../api/duration.ts'
import type { KubeletConfiguration, Setups } from '../../core/machinesetup.ts'
import { parseThresholds, type Signal, type Threshold } from './thresholds.ts'

export interface EvictionConfig {
  readonly thresholds: readonly Threshold[]
  /** How long a condition outlasts the shortage. */
  readonly transitionMs: number
  /** The most a Pod gets that a soft threshold ends. */
  readonly maxPodGraceSeconds: number
  /** Signals that nobody tells a change of: the node looks all the time. */
  readonly isPolled: boolean
  readonly images: ImageConfig
}

export interface ImageConfig {
  readonly highPercent: number
  readonly lowPercent: number
  readonly minAgeMs: number
  /** 0: none is too old. */
  readonly maxAgeMs: number
}

const DEFAULT_HARD = {
  'memory.available': '100Mi',
  'nodefs.available': '10%',
  'nodefs.inodesFree': '5%',
  'imagefs.available': '15%',
  'imagefs.inodesFree': '5%',
}

const known = new WeakMap<KubeletConfiguration, EvictionConfig>()

/** @throws ThresholdError when a kubelet would not start with it */
function evictionConfig(kubelet: KubeletConfiguration): EvictionConfig {
  let config = known.get(kubelet)
  if (config === undefined) {
    config = read(kubelet)
    known.set(kubelet, config)
  }
  return config
}

function read(kubelet: KubeletConfiguration): EvictionConfig {
  const thresholds = parseThresholds({
    hard: kubelet.evictionHard ?? DEFAULT_HARD,
    soft: kubelet.evictionSoft ?? {},
    softGracePeriod: kubelet.evictionSoftGracePeriod ?? {},
    minReclaim: kubelet.evictionMinimumReclaim ?? {},
    enforcesPods: false,
  })
  return {
    thresholds,
    transitionMs: milliseconds(kubelet.evictionPressureTransitionPeriod ?? '5m'),
    maxPodGraceSeconds: kubelet.evictionMaxPodGracePeriod ?? 0,
    isPolled: thresholds.some(({ signal }) => signal === 'pid.available'),
    images: {
      highPercent: kubelet.imageGCHighThresholdPercent ?? 85,
      lowPercent: kubelet.imageGCLowThresholdPercent ?? 80,
      minAgeMs: milliseconds(kubelet.imageMinimumGCAge ?? '2m'),
      maxAgeMs: milliseconds(kubelet.imageMaximumGCAge ?? '0s'),
    },
  }
}

const milliseconds = (text: string): number => Number(parseDuration(text) / 1_000_000n)

/** What is reclaimed when a signal is low, as events and messages call it. */
export const RESOURCE_OF: Readonly<Record<Signal, string>> = {
  'memory.available': 'memory',
  'allocatableMemory.available': 'memory',
  'nodefs.available': 'ephemeral-storage',
  'nodefs.inodesFree': 'inodes',
  'imagefs.available': 'ephemeral-storage',
  'imagefs.inodesFree': 'inodes',
  'containerfs.available': 'ephemeral-storage',
  'containerfs.inodesFree': 'inodes',
  'pid.available': 'pids',
}

const NO_SETTINGS: KubeletConfiguration = {}

/** The configuration of the kubelet of a machine, by its name. */
export const configOf = (setups: Setups, node: string): EvictionConfig =>
  evictionConfig(setups(node).kubelet ?? NO_SETTINGS)
