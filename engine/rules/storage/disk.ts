/** The storage that a cluster comes with: network disks, made on demand, reached from every node (docs/decisions). */

/** Provisioner, CSI driver and source of events in one name. */
export const DISK_DRIVER = 'disk.drydock.dev'
/** The default class. */
export const DISK_CLASS = 'standard'
