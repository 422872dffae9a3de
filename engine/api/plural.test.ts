import { expect, test } from 'vitest'
import { pluralOf } from './plural.ts'

test.each([
  ['Deployment', 'deployments'],
  ['NetworkPolicy', 'networkpolicies'],
  ['Ingress', 'ingresses'],
  ['Endpoints', 'endpoints'],
  ['PriorityClass', 'priorityclasses'],
])('%s are %s', (kind, plural) => expect(pluralOf(kind)).toBe(plural))
