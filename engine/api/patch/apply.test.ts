/** Server-side apply: ownership, conflicts, force, removal, and the properties that must always hold. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { KObject } from '../object.ts'
import { StatusError } from '../errors.ts'
import { decode } from '../schema/decode.ts'
import { FieldManager, type ManagedWrite } from './fieldmanager.ts'
import { decodeManagers } from './managers.ts'
import { pathsOf } from './fieldset.ts'

const manager = new FieldManager(builtinSchemas)

type Free = any

const write = (name: string, kind = 'ConfigMap', subresource = ''): ManagedWrite => ({
  manager: name,
  apiVersion: kind === 'ConfigMap' ? 'v1' : 'apps/v1',
  subresource,
  time: '2025-01-01T00:00:00Z',
  definition: builtinSchemas.forKind(kind === 'ConfigMap' ? 'v1' : 'apps/v1', kind) as ManagedWrite['definition'],
})

/** The object after an apply, as the door would store it. */
function applied(live: KObject | undefined, config: Free, how: ManagedWrite, force = false): KObject {
  const { object, managedFields } = manager.apply(live, config, how, force)
  const { value } = decode(builtinSchemas, how.definition, object, { fieldValidation: 'Ignore' })
  const clean = value as Free
  return { ...clean, metadata: { ...clean.metadata, managedFields } }
}

const map = (data: Record<string, string>): Free => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  ...(Object.keys(data).length > 0 ? { data } : {}),
})

const owned = (object: KObject, name: string): string[] => {
  const one = [...decodeManagers(object.metadata.managedFields).values()].find((entry) => entry.name === name)
  return one ? pathsOf(one.fields).map((path) => path.join('/')) : []
}

describe('apply', () => {
  test('owns what it says', () => {
    const made = applied(undefined, map({ a: '1', b: '1' }), write('one'))
    expect(owned(made, 'one')).toEqual(['f:data/f:a', 'f:data/f:b'])
  })

  test('conflicts by name of the owner and path, and force takes over', () => {
    const made = applied(undefined, map({ a: '1', b: '1' }), write('one'))
    expect(() => applied(made, map({ a: '2' }), write('two'))).toThrow(
      expect.objectContaining({ message: 'Apply failed with 1 conflict: conflict with "one": .data.a' }),
    )
    const taken = applied(made, map({ a: '2' }), write('two'), true) as Free
    expect(taken.data).toEqual({ a: '2', b: '1' })
    expect([owned(taken, 'one'), owned(taken, 'two')]).toEqual([['f:data/f:b'], ['f:data/f:a']])
  })

  test('lists every conflict', () => {
    const made = applied(undefined, map({ a: '1', b: '1' }), write('one'))
    let status: Free
    try {
      applied(made, map({ a: '2', b: '2' }), write('two'))
    } catch (error) {
      status = (error as StatusError).status
    }
    expect(status.message).toBe('Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b')
    expect(status.details.causes).toHaveLength(2)
  })

  test('removes what it no longer says, unless another owns it too', () => {
    let object = applied(undefined, map({ a: '1', b: '1' }), write('one'))
    object = applied(object, map({ b: '1' }), write('two'))
    object = applied(object, map({}), write('one'))
    expect((object as Free).data).toEqual({ b: '1' })
    expect(owned(object, 'one')).toEqual([])
  })

  test('knows list elements by their keys', () => {
    const pod = (containers: Free[]): Free => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers } } },
    })
    const how = (name: string) => write(name, 'Deployment')
    let object = applied(undefined, pod([{ name: 'app', image: 'x:1' }]), how('one'))
    object = applied(object, pod([{ name: 'side', image: 'y:1', ports: [{ containerPort: 80 }] }]), how('two'))
    const names = (o: KObject) => (o as Free).spec.template.spec.containers.map((c: Free) => c.name)
    expect(names(object)).toEqual(['app', 'side'])
    expect(owned(object, 'two')).toContain(
      'f:spec/f:template/f:spec/f:containers/k:{"name":"side"}/f:ports/k:{"containerPort":80,"protocol":"TCP"}',
    )
    expect(names(applied(object, pod([]), how('one')))).toEqual(['side'])
  })

  test('says what its schema does not know', () => {
    expect(() => applied(undefined, { ...map({}), dta: {} }, write('one'))).toThrow(
      expect.objectContaining({
        code: 500,
        message: 'failed to create typed patch object (/c; v1, Kind=ConfigMap): .dta: field not declared in schema',
      }),
    )
  })

  test('an object nobody owns belongs to whoever made it before', () => {
    const live = {
      ...map({ a: '1' }),
      metadata: { name: 'c', namespace: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
    }
    expect(() => applied(live, map({ a: '2' }), write('one'))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('conflict with "before-first-apply" using v1: .data.a'),
      }),
    )
  })

  test('kubectl may take over what its own client-side apply left untouched', () => {
    const config = map({ a: '1' })
    const note = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(config) }
    const first = { ...config, metadata: { name: 'c', annotations: note } } as Free
    const live = manager.update(undefined, first, write('kubectl-client-side-apply'))
    const next = applied(live, map({ a: '2' }), write('kubectl')) as Free
    expect(next.data).toEqual({ a: '2' })
    expect(JSON.parse(next.metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']).data).toEqual({
      a: '2',
    })
    expect(() => applied(live, map({ a: '2' }), write('other'))).toThrow(StatusError)
  })
})

describe('update', () => {
  test('takes over what it changes', () => {
    const made = applied(undefined, map({ a: '1', b: '1' }), write('one')) as Free
    const next = manager.update(made, { ...made, data: { a: '2', b: '1' } }, write('two'))
    expect([owned(next, 'one'), owned(next, 'two')]).toEqual([['f:data/f:b'], ['f:data/f:a']])
  })

  test('managedFields may be reset', () => {
    const made = applied(undefined, map({ a: '1' }), write('one')) as Free
    const reset = { ...made, metadata: { ...made.metadata, managedFields: [{}] } }
    expect(manager.update(made, reset, write('two')).metadata.managedFields).toBeUndefined()
  })
})

describe('always', () => {
  const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2', '3'))
  const step = fc.record({ who: fc.constantFrom('one', 'two', 'three'), data, force: fc.boolean() })

  test('apply is idempotent, says what it means, and no value is without an owner', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let live: KObject | undefined
        for (const { who, data: wanted, force } of steps) {
          try {
            live = applied(live, map(wanted), write(who), force)
          } catch (error) {
            if (!(error instanceof StatusError)) throw error
            expect(force).toBe(false)
            continue
          }
          expect((live as Free).data ?? {}).toMatchObject(wanted)
          expect(applied(live, map(wanted), write(who), force)).toEqual(live)
          const owners = ['one', 'two', 'three'].flatMap((name) => owned(live as KObject, name))
          for (const key of Object.keys((live as Free).data ?? {})) expect(owners).toContain(`f:data/f:${key}`)
        }
      }),
      { seed: 42, numRuns: 300 },
    )
  })
})
