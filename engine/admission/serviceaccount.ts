/**
 * Every Pod runs as a ServiceAccount that exists, and its containers get the account's token mounted.
 * Source: plugin/pkg/admission/serviceaccount.
 *
 * A Deployment's Pods share one spec object, so the prepared spec is kept with the given one. The volume's made-up
 * suffix is a hash, not a draw: what is in the cache may depend on rewinds, the result may not.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { controllerOf } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { isMirror } from '../kinds/pod/mirror.ts'
import { hash32, hashText } from '../core/random.ts'
import type { Container, PodSpec, ServiceAccount, Volume } from '../kinds/types.ts'
import { changedSpec } from '../rules/specvariants.ts'
import { createdPod, refuse } from './requests.ts'

const DEFAULT_ACCOUNT = 'default'
const VOLUME_PREFIX = 'kube-api-access-'
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
const FILE_MODE = 0o644
/** An hour, and seven seconds by which the kubelet tells such tokens from others. */
const TOKEN_SECONDS = 3607
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX = 5

/** Stands for a namespace's default account before its controller has made it. */
const AWAITED = {} as ServiceAccount

interface Prepared {
  account: ServiceAccount
  /** Uid of the template's owner, or of the Pod itself. */
  owner: string
  spec: PodSpec
}

export function serviceAccount(server: ApiServer): AdmissionPlugin {
  const accounts = server.store.table('serviceaccounts')
  const prepared = new WeakMap<PodSpec, Prepared>()
  return {
    name: 'ServiceAccount',
    mutate(request) {
      const pod = createdPod(request)
      if (pod === undefined || isMirror(pod)) return request.object
      const account = findAccount(accounts, request, pod.spec)
      const owner = controllerOf(pod)?.uid ?? pod.metadata.uid
      const spec = changedSpec(pod.spec, (given) => {
        let known = prepared.get(given)
        if (known === undefined || known.account !== account || known.owner !== owner) {
          known = { account, owner, spec: prepare(given, account, suffix(server.random.seed, owner)) }
          prepared.set(given, known)
        }
        return known.spec
      })
      return { ...pod, spec }
    },
    validate(request) {
      const pod = createdPod(request)
      if (pod === undefined || !isMirror(pod)) return
      if (pod.spec.serviceAccountName) throw refuse(request, 'a mirror pod may not reference service accounts')
    },
  }
}

/**
 * The account the Pod names. Upstream waits a second for a new namespace's `default` before it refuses; a request here
 * takes no time, so the account that is about to come counts as there.
 */
function findAccount(accounts: Table, request: AdmissionRequest, spec: PodSpec): ServiceAccount {
  const { namespace } = request
  const name = spec.serviceAccountName || DEFAULT_ACCOUNT
  const account = accounts.find(namespace, name)
  if (account !== undefined) return account as ServiceAccount
  if (name === DEFAULT_ACCOUNT) return AWAITED
  const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`
  throw refuse(request, why)
}

/** Five characters that look as if drawn. */
function suffix(seed: number, owner: string): string {
  const key = hashText(owner)
  let out = ''
  for (let i = 0; i < SUFFIX; i++) out += ALPHABET[hash32(seed, key, i + 1) % ALPHABET.length]
  return out
}

/** The spec with account, pull secrets and token. */
function prepare(spec: PodSpec, account: ServiceAccount, suffixText: string): PodSpec {
  const name = spec.serviceAccountName || DEFAULT_ACCOUNT
  const next: PodSpec = { ...spec, serviceAccountName: name, serviceAccount: name }
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
    next.imagePullSecrets = account.imagePullSecrets
  }
  const mounts = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
  return mounts ? withToken(next, suffixText) : next
}

function withToken(spec: PodSpec, suffixText: string): PodSpec {
  const present = spec.volumes?.find(({ name }) => name.startsWith(VOLUME_PREFIX))
  const volume = present?.name ?? VOLUME_PREFIX + suffixText
  const mount = (container: Container): Container => withMount(container, volume)
  const containers = spec.containers.map(mount)
  const initContainers = spec.initContainers?.map(mount)
  const next: PodSpec = { ...spec, containers, ...(initContainers ? { initContainers } : {}) }
  const mounted = [...containers, ...(initContainers ?? [])].some(({ volumeMounts }) =>
    volumeMounts?.some(({ name }) => name === volume),
  )
  if (present === undefined && mounted) next.volumes = [...(spec.volumes ?? []), tokenVolume(volume)]
  return next
}

/** A container that mounts something at the token's place keeps that. */
function withMount(container: Container, volume: string): Container {
  const mounts = container.volumeMounts ?? []
  if (mounts.some(({ mountPath }) => mountPath === MOUNT_PATH)) return container
  return { ...container, volumeMounts: [...mounts, { name: volume, readOnly: true, mountPath: MOUNT_PATH }] }
}

function tokenVolume(name: string): Volume {
  const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' }
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef }] } },
      ],
      defaultMode: FILE_MODE,
    },
  }
}
