/** What processes find in their environment. */
import type { ProcessSpec } from '../../core/runtime.ts'
import { toBytes } from '../../core/bytes.ts'
import type { Environment } from '../shell/state.ts'
import type { ImageDefinition } from '../program.ts'

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export class MapEnvironment implements Environment {
  constructor(private readonly map: ReadonlyMap<string, string>) {}

  get(name: string): string | undefined {
    return this.map.get(name)
  }

  entries(): Iterable<readonly [string, string]> {
    return this.map
  }
}

/** A container's environment: what all of a template share, and the host's name. */
class ContainerEnvironment implements Environment {
  constructor(
    private readonly shared: ReadonlyMap<string, string>,
    private readonly hostname: string,
  ) {}

  get(name: string): string | undefined {
    return name === 'HOSTNAME' ? this.hostname : this.shared.get(name)
  }

  *entries(): Iterable<readonly [string, string]> {
    yield ['PATH', this.shared.get('PATH') ?? DEFAULT_PATH]
    yield ['HOSTNAME', this.hostname]
    for (const entry of this.shared) if (entry[0] !== 'PATH') yield entry
  }
}

const shared = new WeakMap<ProcessSpec['env'], Map<ImageDefinition, ReadonlyMap<string, string>>>()

function sharedOf(spec: ProcessSpec, image: ImageDefinition, home: string): ReadonlyMap<string, string> {
  let byImage = shared.get(spec.env)
  if (byImage === undefined) shared.set(spec.env, (byImage = new Map()))
  let map = byImage.get(image)
  if (map === undefined) {
    const fresh = new Map([['PATH', DEFAULT_PATH], ...Object.entries(image.env ?? {})])
    for (const { name, value } of spec.env) fresh.set(name, toBytes(value))
    if (!fresh.has('HOME')) fresh.set('HOME', home)
    byImage.set(image, (map = fresh))
  }
  return map
}

export function containerEnvironment(spec: ProcessSpec, image: ImageDefinition, home: string): Environment {
  return new ContainerEnvironment(sharedOf(spec, image, home), spec.hostname ?? spec.podName)
}
