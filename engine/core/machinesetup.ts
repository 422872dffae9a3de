/** What a machine was set up with before it joined. */

/** Fields of a KubeletConfiguration (kubelet.config.k8s.io/v1beta1) that are heeded; upstream's defaults for the rest. */
export interface KubeletConfiguration {
  /** Where static Pods' manifests are: a directory or one file. */
  staticPodPath?: string
  /** Signal → amount or share, e.g. `memory.available: 100Mi`. Given ones replace the defaults as a whole, as upstream. */
  evictionHard?: Readonly<Record<string, string>>
  evictionSoft?: Readonly<Record<string, string>>
  /** Signal → duration; every soft threshold needs one. */
  evictionSoftGracePeriod?: Readonly<Record<string, string>>
  evictionMinimumReclaim?: Readonly<Record<string, string>>
  evictionPressureTransitionPeriod?: string
  /** Seconds a Pod may take at most that a soft threshold ends. */
  evictionMaxPodGracePeriod?: number
  imageGCHighThresholdPercent?: number
  imageGCLowThresholdPercent?: number
  imageMinimumGCAge?: string
  /** 0s: images are kept however long nobody used them. */
  imageMaximumGCAge?: string
}

export interface MachineSetup {
  kubelet?: KubeletConfiguration
  /** Files on its disk from the start: absolute path → text. */
  files?: Readonly<Record<string, string>>
}

/** The setup of a machine by its name; an empty one for machines that joined later. */
export type Setups = (node: string) => MachineSetup

export const PLAIN_MACHINE: MachineSetup = {}
