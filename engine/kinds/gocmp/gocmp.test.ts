/** How Go shows values and their differences, where the recordings do not go. */
import { describe, expect, test } from 'vitest'
import { goDiff } from './report.ts'
import { goSyntax } from './syntax.ts'
import { goName, structOf } from './types.ts'

const structType = (name: string) => structOf(`io.k8s.api.core.v1.${name}`)
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('names', () => {
  test.each([
    ['httpGet', 'HTTPGet'],
    ['hostIP', 'HostIP'],
    ['ip', 'IP'],
    ['dnsPolicy', 'DNSPolicy'],
    ['fsGroup', 'FSGroup'],
    ['awsElasticBlockStore', 'AWSElasticBlockStore'],
    ['setHostnameAsFQDN', 'SetHostnameAsFQDN'],
    ['awsome', 'Awsome'],
  ])('%s is %s', (json, go) => expect(goName(json)).toBe(go))
})

describe('a difference', () => {
  test('of nothing is empty', () => {
    expect(goDiff(structType('Toleration'), { key: 'a' }, { key: 'a', value: '' })).toBe('')
  })

  test('of one text shows both', () => {
    expect(plain(goDiff(structType('PodOS'), { name: 'linux' }, { name: 'windows' }))).toBe(
      '  core.PodOS{\n- \tName: "linux",\n+ \tName: "windows",\n  }\n',
    )
  })

  test('in a list shows what came, went and changed', () => {
    const tolerations = (...keys: string[]) => ({ tolerations: keys.map((key) => ({ key, operator: 'Exists' })) })
    const text = plain(goDiff(structType('PodSpec'), tolerations('a', 'b', 'c'), tolerations('a', 'c', 'd')))
    expect(text).toContain('  \tTolerations: []core.Toleration{')
    expect(text).toContain('- \t\t{Key: "b", Operator: "Exists"},')
    expect(text).toContain('+ \t\t{Key: "d", Operator: "Exists"},')
    expect(text).toContain('  \t\t{Key: "a", Operator: "Exists"},')
  })

  test('in a map shows its keys', () => {
    const nodeSelector = (value: string) => ({ nodeSelector: { disk: 'ssd', zone: value } })
    const text = plain(goDiff(structType('PodSpec'), nodeSelector('a'), nodeSelector('b')))
    expect(text).toContain(
      '  \tNodeSelector: map[string]string{\n  \t\t"disk": "ssd",\n- \t\t"zone": "a",\n+ \t\t"zone": "b",\n  \t},',
    )
  })
})

describe('Go syntax', () => {
  test('tells nil from empty, and where a pointer points only that it does', () => {
    const toleration = { key: 'a', tolerationSeconds: 3 }
    expect(goSyntax(structType('Toleration'), toleration)).toBe(
      'core.Toleration{Key:"a", Operator:"", Value:"", Effect:"", TolerationSeconds:(*int64)(0xc000000000)}',
    )
    expect(goSyntax(structType('Capabilities'), { add: ['NET_ADMIN'] })).toBe(
      'core.Capabilities{Add:[]core.Capability{"NET_ADMIN"}, Drop:[]core.Capability(nil)}',
    )
  })
})
