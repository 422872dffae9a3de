/** Annotations that the volume binder, the scheduler and provisioners talk to each other by. Source: component-helpers/storage/volume, pv_helpers.go. */

/** On a claim: the binder has finished with it. On a volume or a claim: the binding is the controller's, not the user's. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'
/** On a claim: the node that the scheduler chose; whoever provisions the volume does so for it. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
/** Older way to name the class of a claim or a volume. */
export const BETA_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class'
/** Provisioner of classes whose volumes are made by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'
