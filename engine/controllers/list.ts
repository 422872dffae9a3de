/** All controllers, in the order they start. A new one is a file beside this and a line here. */
import { replicaSetController } from './replicaset/controller.ts'
import type { ControllerFactory } from './runtime.ts'

export const controllers: readonly ControllerFactory[] = [replicaSetController]
