/** All controllers, in the order they start. A new one is a file beside this and a line here. */
import { deploymentController } from './deployment/controller.ts'
import { replicaSetController } from './replicaset/controller.ts'
import type { ControllerFactory } from './runtime.ts'

export const controllers: readonly ControllerFactory[] = [deploymentController, replicaSetController]
