import { describe, expect, it } from 'vitest'
import { cidrContains, formatCidr, parseCidr, validateCidr } from './cidr.ts'
import { formatFieldError } from './fielderror.ts'
import { formatIp, parseIp, validateIp } from './ip.ts'

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.0.0.01', '10.0.0.1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
  ])('%s is %s', (text, canonical) => {
    expect(formatIp(parseIp(text)?.bytes ?? [])).toBe(canonical)
  })

  it.each(['', '1.2.3', '256.1.1.1', '1::2::3', '12345::', ':1', '1.2.3.4:80', 'fe80::1%eth0'])(
    '%j is none',
    (text) => {
      expect(parseIp(text)).toBeUndefined()
    },
  )

  it('new fields take canonical addresses only', () => {
    expect(validateIp('1::0', 'ip').map(formatFieldError)).toEqual([
      'ip: Invalid value: "1::0": must be in canonical form ("1::")',
    ])
  })

  it('subnets contain their addresses', () => {
    const cidr = parseCidr('10.1.2.3/12')
    if (cidr === undefined) throw new Error('not read')
    expect(formatCidr(cidr)).toBe('10.0.0.0/12')
    const inside = (text: string) => cidrContains(cidr, parseIp(text)?.bytes ?? [])
    expect([inside('10.15.255.255'), inside('10.16.0.0')]).toEqual([true, false])
    expect(validateCidr('10.1.0.0/8', 'c')).toHaveLength(1)
  })
})
