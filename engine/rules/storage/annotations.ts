/** Annotations in which the storage controllers and the scheduler talk. Source: component-helpers storage/volume. */

/** The claim's binding is finished. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
/** The controller, and not a person, bound it. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'
/** Who made the volume. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'
/** Who is to make a volume for the claim, in the older spelling and the newer. */
export const PROVISIONERS = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
] as const
/** The node the scheduler wants to use a volume on that is to be made. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
/** Older places of the class. */
export const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

export const PVC_PROTECTION = 'kubernetes.io/pvc-protection'
export const PV_PROTECTION = 'kubernetes.io/pv-protection'
