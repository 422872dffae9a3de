/** Where kubelets read what containers are configured with: the store, as it is when a container starts. */
import type { ApiServer } from '../../api/server.ts'
import { Cell } from '../../core/checkpoint.ts'
import type { ProcessSpec } from '../../core/runtime.ts'
import type { ConfigMap, Pod, Secret, Service } from '../../kinds/types.ts'
import { serviceVariables } from './serviceenv.ts'
import type { Sources } from './variables.ts'

type Env = ProcessSpec['env']

/** What is worked out once per namespace, while no Service changes. */
interface Heard {
  /** Services of the namespace, and the master Service. */
  readonly services: readonly Service[]
  /** Their variables, with and without links. */
  linked?: Env
  unlinked?: Env
}

export class NodeSources {
  /** Another object after each write of a Service: what was worked out before is void. */
  private readonly state: Cell<object>
  private heardAt: object = {}
  private readonly heard = new Map<string, Heard>()

  constructor(private readonly server: ApiServer) {
    this.state = server.checkpoints.register(new Cell<object>({}))
    server.store.watch('services', () => {
      this.state.value = {}
    })
  }

  /** Lookups for one Pod. */
  of(pod: Pod): Sources {
    const namespace = pod.metadata.namespace as string
    const { store } = this.server
    return {
      configMap: (name) => store.table('configmaps').find(namespace, name) as ConfigMap | undefined,
      secret: (name) => store.table('secrets').find(namespace, name) as Secret | undefined,
      services: () => this.heardIn(namespace).services,
    }
  }

  /** The environment of a container that sets none: one shared list a namespace. */
  serviceEnv({ metadata, spec }: Pod): Env {
    const namespace = metadata.namespace as string
    const heard = this.heardIn(namespace)
    const links = spec.enableServiceLinks !== false
    let env = links ? heard.linked : heard.unlinked
    if (env === undefined) {
      env = [...serviceVariables(heard.services, namespace, links)].map(([name, value]) => ({ name, value }))
      if (links) heard.linked = env
      else heard.unlinked = env
    }
    return env
  }

  private heardIn(namespace: string): Heard {
    if (this.heardAt !== this.state.value) {
      this.heard.clear()
      this.heardAt = this.state.value
    }
    let heard = this.heard.get(namespace)
    if (heard === undefined) {
      heard = { services: this.servicesOf(namespace) }
      this.heard.set(namespace, heard)
    }
    return heard
  }

  private servicesOf(namespace: string): Service[] {
    const table = this.server.store.table('services')
    const own = table.list(namespace) as Service[]
    const master = table.find('default', 'kubernetes') as Service | undefined
    return namespace === 'default' || master === undefined ? own : [...own, master]
  }
}
