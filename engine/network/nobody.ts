/** Servers of a runtime in which nothing listens: what a test's own runtime gets. */
import type { PodServers } from '../core/network.ts'

export const NOBODY: PodServers = {
  listenerIn: () => -1,
  serve: () => undefined,
}
