/** Names beyond the cluster: a small internet, so that an ExternalName or a git remote leads somewhere. */
import type { Checkpoints } from '../../core/checkpoint.ts'
import { PagedArray } from '../../core/paged.ts'
import { hashText } from '../../core/random.ts'

/** Domains that exist; whatever is below them does too. */
const DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'github.com',
  'githubusercontent.com',
  'gitlab.com',
  'bitbucket.org',
  'google.com',
  'kubernetes.io',
  'k8s.io',
  'docker.io',
  'docker.com',
  'quay.io',
  'ghcr.io',
  'gcr.io',
  'redhat.com',
  'maven.org',
  'npmjs.org',
  'wikipedia.org',
]

/** 198.18.0.0/15 is set aside for such uses (RFC 2544). */
const FIRST = ((198 << 24) | (18 << 16)) >>> 0
const HOSTS = 0x1ffff

export class OutsideNames {
  /** Number of an address → the name that was last asked for and got it. */
  private readonly names: PagedArray<string>

  constructor(checkpoints: Checkpoints) {
    this.names = checkpoints.register(new PagedArray<string>(checkpoints.epoch))
  }

  /** The address of a name; undefined when there is no such name. */
  addressOf(name: string): string | undefined {
    const host = name.toLowerCase()
    if (!DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))) return undefined
    const n = hashText(host) & HOSTS
    if (this.names.get(n) !== host) this.names.set(n, host)
    return [24, 16, 8, 0].map((shift) => ((FIRST + n) >>> shift) & 255).join('.')
  }

  /** The name an address was given for; undefined when nobody has asked for one. */
  hostAt(address: string): string | undefined {
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
    return a === 198 && (b === 18 || b === 19) ? this.names.get(((b - 18) << 16) | (c << 8) | d) : undefined
  }
}
