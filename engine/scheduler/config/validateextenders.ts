/** What is wrong with the extenders of a configuration. Source: pkg/scheduler/apis/config/validation validateExtenders. */
import { DurationError, parseDuration } from '../../api/duration.ts'
import { type FieldError, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { isExtended } from '../../kinds/validation/amounts.ts'
import type { ExtenderConfiguration } from './types.ts'

export function validateExtenders(extenders: readonly ExtenderConfiguration[]): FieldError[] {
  const seen = new Set<string>()
  const errors = extenders.flatMap((extender, i) => validateExtender(extender, index('extenders', i), seen))
  const binders = extenders.filter(({ bindVerb }) => bindVerb).length
  if (binders <= 1) return errors
  const found = `found ${binders} extenders implementing bind`
  return [...errors, invalid('extenders', found, 'only one extender can implement bind')]
}

/** @param seen resources that extenders before this one manage; its own are added */
function validateExtender(extender: ExtenderConfiguration, path: string, seen: Set<string>): FieldError[] {
  const { urlPrefix, prioritizeVerb, weight = 0, httpTimeout, managedResources = [] } = extender
  const errors: FieldError[] = []
  if (!urlPrefix) errors.push(required(child(path, 'urlPrefix'), ''))
  if (prioritizeVerb && weight <= 0)
    errors.push(invalid(child(path, 'weight'), weight, 'must have a positive weight applied to it'))
  if (httpTimeout !== undefined) errors.push(...validateDuration(httpTimeout, child(path, 'httpTimeout')))
  managedResources.forEach(({ name }, i) => {
    const here = child(index(child(path, 'managedResources'), i), 'name')
    if (!isExtended(name)) errors.push(invalid(here, name, 'is an invalid extended resource name'))
    if (seen.has(name)) errors.push(invalid(here, name, 'duplicate extender managed resource name'))
    seen.add(name)
  })
  return errors
}

function validateDuration(text: string, path: string): FieldError[] {
  try {
    parseDuration(text)
    return []
  } catch (error) {
    if (!(error instanceof DurationError)) throw error
    return [invalid(path, text, error.message)]
  }
}
