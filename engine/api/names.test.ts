import { describe, expect, it } from 'vitest'
import { labelValueMessages, qualifiedNameMessages } from './labelnames.ts'
import {
  dns1035LabelMessages,
  dnsLabelMessages,
  dnsSubdomainMessages,
  nameIsDnsSubdomain,
  nameIsPathSegment,
} from './names.ts'
import { configKeyMessages, percentMessages, portNameMessages } from './valueformats.ts'

describe('formats of names and values', () => {
  it('says what a subdomain must be, and how long at most', () => {
    const rule =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    expect(dnsSubdomainMessages('Web_1')).toEqual([rule])
    expect(dnsSubdomainMessages('a'.repeat(254))).toEqual(['must be no more than 253 characters'])
    expect(dnsSubdomainMessages('a.b-c.d')).toEqual([])
  })

  it('a label with dots is told so', () => {
    expect(dnsLabelMessages('a.b')).toEqual(['must not contain dots'])
    expect(dns1035LabelMessages('1a')).toHaveLength(1)
  })

  it("a generateName's last dash stands for what follows", () => {
    expect(nameIsDnsSubdomain('web-', true)).toEqual([])
    expect(nameIsDnsSubdomain('web-', false)).toHaveLength(1)
  })

  it('path segments are no ways out', () => {
    expect(nameIsPathSegment('..', false)).toEqual(["may not be '..'"])
    expect(nameIsPathSegment('a/b%c', false)).toEqual(["may not contain '/'", "may not contain '%'"])
  })

  it('label keys have at most one prefix', () => {
    expect(qualifiedNameMessages('example.com/Name_1')).toEqual([])
    expect(qualifiedNameMessages('/x')).toEqual(['prefix part must be non-empty'])
    expect(qualifiedNameMessages('a/b/c')).toHaveLength(1)
    expect(labelValueMessages('ä')).toHaveLength(1)
  })

  it('ports, percentages, keys', () => {
    expect(portNameMessages('http--1-')).toEqual([
      'must not contain consecutive hyphens',
      'must not begin or end with a hyphen',
    ])
    expect(percentMessages('25')).toHaveLength(1)
    expect(configKeyMessages('..a')).toEqual(["must not start with '..'"])
  })
})
