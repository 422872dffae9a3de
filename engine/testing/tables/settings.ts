/** Where settings stand: a value in env, a ConfigMap as variable and as file, a Secret as file. */
import { expect } from 'vitest'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import { apply, type Claims, deployment, k, living, MINUTE_MS, pod, scene, sh, template, untilReady } from './scene.ts'

const configMap = (word: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'words' },
  data: { word },
})
const secret = (word: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'words' },
  stringData: { word },
})

const IDLE = sh('while :; do sleep 1; done')
const literal = (value: string) => ({ ...IDLE, env: [{ name: 'WORD', value }] })
const variable = { ...IDLE, env: [{ name: 'WORD', valueFrom: { configMapKeyRef: { name: 'words', key: 'word' } } }] }
const file = { ...IDLE, volumeMounts: [{ name: 'words', mountPath: '/words' }] }
const FROM_MAP = { volumes: [{ name: 'words', configMap: { name: 'words' } }] }
const FROM_SECRET = { volumes: [{ name: 'words', secret: { secretName: 'words' } }] }

const running = (w: SmallCluster) => w.untilState('web', '1/1 Running 0', MINUTE_MS)
const seen = (w: SmallCluster) => k(w, 'exec web -- sh -c "echo $WORD; cat /words/word 2>/dev/null || true"')

function follows(manifest: (word: string) => object, volumes: object): void {
  const w = scene([manifest('old'), pod(file, volumes)])
  running(w)
  expect(seen(w)).toBe('old')
  apply(w, manifest('new'))
  w.run(2 * MINUTE_MS + 30_000)
  expect(seen(w)).toBe('new')
  expect(w.state('web')).toBe('1/1 Running 0')
}

function waits(volumes: object, reason: string): void {
  const w = scene([pod(file, volumes)])
  w.run(MINUTE_MS)
  expect(w.state('web')).toBe('0/1 ContainerCreating 0')
  expect(w.reasons('web')).toContain(reason)
}

/** Whether the manifest of the Pod in the cluster has the word that its container gets. */
function written(manifests: readonly object[]): boolean {
  const w = scene(manifests)
  running(w)
  const yaml = k(w, 'get pod web -o yaml')
  expect(yaml).toContain('words')
  return yaml.includes('hush')
}

export const settings: Claims = {
  'It is changed': [
    () => {
      const of = (word: string) => deployment({ replicas: 1, template: template(literal(word)) })
      const w = scene([of('old')])
      untilReady(w, 1)
      const [before] = living(w)
      apply(w, of('new'))
      w.until(
        'exchanged',
        () => living(w).every(({ metadata }) => metadata.uid !== before?.metadata.uid) && living(w).length === 1,
      )
    },
    () => {
      const w = scene([configMap('old'), pod(variable)])
      running(w)
      apply(w, configMap('new'))
      w.run(5 * MINUTE_MS)
      expect(k(w, 'exec web -- printenv WORD')).toBe('old')
      w.fault('crashContainer', { namespace: 'default', pod: 'web' })
      w.untilState('web', '1/1 Running 1', 2 * MINUTE_MS)
      expect(k(w, 'exec web -- printenv WORD')).toBe('new')
    },
    () => follows(configMap, FROM_MAP),
    () => follows(secret, FROM_SECRET),
  ],
  'What it comes from is missing': [
    () => running(scene([pod(literal('here'))])),
    () => scene([pod(variable)]).untilState('web', '0/1 CreateContainerConfigError 0', MINUTE_MS),
    () => waits(FROM_MAP, 'FailedMount'),
    () => waits(FROM_SECRET, 'FailedMount'),
  ],
  'Read in the Pod’s manifest': [
    () => expect(written([pod({ ...literal('hush'), workingDir: '/words' })])).toBe(true),
    () => expect(written([configMap('hush'), pod(variable)])).toBe(false),
    () => expect(written([configMap('hush'), pod(file, FROM_MAP)])).toBe(false),
    () => expect(written([secret('hush'), pod(file, FROM_SECRET)])).toBe(false),
  ],
  'Inside the container': [
    () => {
      const w = scene([pod(literal('hush'))])
      running(w)
      expect(k(w, 'exec web -- printenv WORD')).toBe('hush')
    },
    () => {
      const w = scene([configMap('hush'), pod(variable)])
      running(w)
      expect(k(w, 'exec web -- printenv WORD')).toBe('hush')
    },
    () => {
      const w = scene([configMap('hush'), pod(file, FROM_MAP)])
      running(w)
      expect(k(w, 'exec web -- ls /words')).toBe('word')
      expect(k(w, 'exec web -- cat /words/word')).toBe('hush')
    },
    () => {
      const w = scene([secret('hush'), pod(file, FROM_SECRET)])
      running(w)
      expect(k(w, 'exec web -- ls /words')).toBe('word')
      expect(k(w, 'exec web -- cat /words/word')).toBe('hush')
    },
  ],
}
