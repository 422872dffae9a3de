/** Adapter of validation_names.json: apimachinery pkg/util/validation, pkg/api/validation, pkg/api/validate/content. */
import { validateCidr, validateInterfaceAddress, validateLegacyCidr, warningsForCidr } from '../../../api/cidr.ts'
import {
  validateDomainPrefixedKey,
  validateDomainPrefixedPath,
  validateFullyQualifiedDomainName,
  validateFullyQualifiedName,
} from '../../../api/domainnames.ts'
import { type FieldError, formatFieldError, formatFieldErrors } from '../../../api/fielderror.ts'
import { validateIp, validateIpv4, validateIpv6, validateLegacyIp, warningsForIp } from '../../../api/ip.ts'
import { labelValueMessages, prefixedLabelKeyMessages, qualifiedNameMessages } from '../../../api/labelnames.ts'
import {
  caselessSubdomainMessages,
  cIdentifierMessages,
  dns1035LabelMessages,
  dnsLabelMessages,
  dnsSubdomainMessages,
  maskTrailingDash,
  nameIsPathSegment,
  underscoreSubdomainMessages,
  wildcardSubdomainMessages,
} from '../../../api/names.ts'
import {
  validateAnnotations,
  validateFinalizers,
  validateObjectMeta,
  validateObjectMetaUpdate,
  validateOwnerReferences,
} from '../../../api/objectmeta.ts'
import {
  configKeyMessages,
  decimalIntegerMessages,
  envNameMessages,
  httpHeaderNameMessages,
  percentMessages,
  portNameMessages,
  portNumberMessages,
  rangeMessages,
  relaxedEnvNameMessages,
  userIdMessages,
} from '../../../api/valueformats.ts'
import { type Adapter, type Adapters, contains, type Fields, plain, same, toBigInt, validity } from '../adapter.ts'
import { pathOf, sameFieldErrors } from './fielderrors.ts'

const PATH = 'field'

/** The errors hold the text, or there are none where it is empty. */
function textOrNone(errors: readonly FieldError[], text: string | null): void {
  if (!text) same(errors.map(formatFieldError), [])
  else contains(formatFieldErrors(errors), text)
}

/** New and old fields have their own rules for addresses. */
function addresses(
  strict: (text: string, path: string) => FieldError[],
  legacy: (text: string, path: string, strict: boolean) => FieldError[],
): Adapter {
  return ({ in: input, out }) => {
    textOrNone(strict(input.in, PATH), out.err)
    textOrNone(legacy(input.in, PATH, false), out.legacyErr)
    textOrNone(legacy(input.in, PATH, true), out.legacyStrictErr)
  }
}

function number(messages: (value: number) => string[]): Adapter {
  return validity((value) => messages(Number(toBigInt(value))))
}

function field(errors: (value: string, path: string) => FieldError[]): Adapter {
  return (row) => {
    if ('loop' in row.in) validity((value) => errors(value, PATH))(row)
    else textOrNone(errors(row.in.targetName ?? row.in.value, PATH), row.out.err)
  }
}

/** Upstream's test has its own rule of names: only `test` is good. */
const onlyTest = (name: string): string[] => (name === 'test' ? [] : ['wrong value'])

const metaAdapter: Adapter = ({ in: input, out }) => {
  const rules = { namespaced: false, name: onlyTest, anyFinalizers: true }
  const errors = validateObjectMeta(plain(input.input) as Fields, rules, PATH)
  textOrNone(errors, out.errStr)
  if (out.nErrs !== undefined) same(errors.length, out.nErrs)
}

/** A time that is set to zero prints as null: the field is there all the same. */
function metaOf(meta: Fields): Fields {
  const zeroTime = 'deletionTimestamp' in meta && meta.deletionTimestamp === null
  return { ...(plain(meta) as Fields), ...(zeroTime ? { deletionTimestamp: '0001-01-01T00:00:00Z' } : {}) }
}

function updateErrors(input: Fields): FieldError[] {
  return validateObjectMetaUpdate(metaOf(input.New), metaOf(input.Old), PATH)
}

const updateAdapter: Adapter = ({ in: input, out }) => {
  same(updateErrors(input).map(formatFieldError), out.ExpectedErrs ?? [])
}

const finalizersUpdate: Adapter = ({ in: input, out }) => textOrNone(updateErrors(input), out.ExpectedErr)

function pathSegment(prefix: boolean): Adapter {
  return ({ in: input, out }) => {
    const messages = nameIsPathSegment(input.Name, prefix)
    if (out.ExpectedMsg === '') same(messages, [])
    else contains(messages.join('\n'), out.ExpectedMsg)
  }
}

/** Tests of the same names stand in the old package and in the new one. */
function both(name: string, adapter: Adapter, ...files: string[]): Adapters {
  return Object.fromEntries(files.map((file) => [`${file}:${name}`, adapter]))
}

const OLD = 'validation/validation_test.go'
const DNS = 'content/dns_test.go'
const KUBE = 'content/kube_test.go'
const META = 'validation/objectmeta_test.go'

export const validationAdapters: Adapters = {
  'validation/ip_test.go:TestIsValidIP': addresses(validateIp, validateLegacyIp),
  'validation/ip_test.go:TestIsValidCIDR': addresses(validateCidr, validateLegacyCidr),
  'validation/ip_test.go:TestIsValidIPv4Address': ({ in: input, out }) =>
    textOrNone(validateIpv4(input.in, PATH), out.err),
  'validation/ip_test.go:TestIsValidIPv6Address': ({ in: input, out }) =>
    textOrNone(validateIpv6(input.in, PATH), out.err),
  'validation/ip_test.go:TestGetWarningsForIP': ({ in: input, out }) => {
    same(warningsForIp(input.address, pathOf(input.fieldPath)), out.want ?? [])
  },
  'validation/ip_test.go:TestGetWarningsForCIDR': ({ in: input, out }) => {
    same(warningsForCidr(input.cidr, pathOf(input.fieldPath)), out.want ?? [])
  },
  'validation/ip_test.go:TestIsValidInterfaceAddress': ({ in: input, out }) => {
    textOrNone(validateInterfaceAddress(input.in, PATH), out.err)
  },
  ...both('TestIsDNS1123Label', validity(dnsLabelMessages), OLD, DNS),
  ...both('TestIsDNS1123Subdomain', validity(dnsSubdomainMessages), OLD, DNS),
  ...both('TestIsDNS1123SubdomainCaseless', validity(caselessSubdomainMessages), DNS),
  ...both('TestIsDNS1035Label', validity(dns1035LabelMessages), OLD, DNS),
  ...both('TestIsCIdentifier', validity(cIdentifierMessages), OLD, 'content/identifier_test.go'),
  ...both('TestIsQualifiedName', validity(qualifiedNameMessages), OLD, KUBE),
  ...both('TestIsLabelKey', validity(qualifiedNameMessages), KUBE),
  ...both('TestIsPrefixedLabelKey', validity(prefixedLabelKeyMessages), KUBE),
  ...both('TestIsValidLabelValue', validity(labelValueMessages), OLD),
  ...both('TestIsLabelValue', validity(labelValueMessages), KUBE),
  [`${OLD}:TestIsValidPortNum`]: number(portNumberMessages),
  [`${OLD}:TestIsInRange`]: ({ in: input, out }) => {
    same(rangeMessages(input.value, input.min, input.max).length === 0, out.valid)
  },
  [`${OLD}:TestIsValidGroupID`]: number(userIdMessages),
  [`${OLD}:TestIsValidUserID`]: number(userIdMessages),
  [`${OLD}:TestIsValidPortName`]: validity(portNameMessages),
  [`${OLD}:TestIsHTTPHeaderName`]: validity(httpHeaderNameMessages),
  [`${OLD}:TestIsValidPercent`]: validity(percentMessages),
  [`${OLD}:TestIsConfigMapKey`]: validity(configKeyMessages),
  [`${OLD}:TestIsEnvVarName`]: validity(envNameMessages),
  [`${OLD}:TestIsRelaxedEnvVarName`]: validity(relaxedEnvNameMessages),
  [`${OLD}:TestIsWildcardDNS1123Subdomain`]: validity(wildcardSubdomainMessages),
  [`${OLD}:TestIsFullyQualifiedDomainName`]: field(validateFullyQualifiedDomainName),
  [`${OLD}:TestIsFullyQualifiedName`]: field(validateFullyQualifiedName),
  [`${OLD}:TestIsDomainPrefixedPath`]: field(validateDomainPrefixedPath),
  [`${OLD}:TestIsDomainPrefixedKey`]: ({ in: input, out }) => {
    sameFieldErrors(validateDomainPrefixedKey(input.value, 'test'), out.expected)
  },
  [`${OLD}:TestIsDNS1123SubdomainWithUnderscore`]: ({ in: input, out }) => {
    same(underscoreSubdomainMessages(input.value), out.expected ?? [])
  },
  'validation/generic_test.go:TestMaskTrailingDash': ({ in: input, out }) => {
    same(maskTrailingDash(input.beforeMasking), out.expectedAfterMasking)
  },
  [`${META}:TestValidateObjectMetaCustomName`]: metaAdapter,
  [`${META}:TestValidateObjectMetaWithOptsName`]: metaAdapter,
  [`${META}:TestValidateObjectMetaOwnerReferences`]: ({ in: input, out }) => {
    const errors = validateOwnerReferences(plain(input.ownerReferences ?? []) as Fields, PATH)
    same(errors.length > 0, out.expectError)
    if (out.expectError) contains(formatFieldErrors(errors), out.expectedErrorMessage)
  },
  [`${META}:TestValidateFinalizersUpdate`]: finalizersUpdate,
  [`${META}:TestValidateFinalizersPreventConflictingFinalizers`]: ({ in: input, out }) => {
    textOrNone(validateFinalizers(input.ObjectMeta.finalizers ?? [], PATH), out.ExpectedErr)
  },
  [`${META}:TestValidateObjectMetaUpdatePreventsDeletionFieldMutation`]: updateAdapter,
  [`${META}:TestObjectMetaGenerationUpdate`]: updateAdapter,
  [`${META}:TestValidateAnnotations`]: validity((value: Fields) => validateAnnotations(value, PATH)),
  'content/decimal_int_test.go:TestIsDecimalInteger': (row) => {
    if ('loop' in row.in) return validity(decimalIntegerMessages)(row)
    const messages = decimalIntegerMessages(row.in.input)
    same(messages.length === 0, row.out.shouldPass)
    contains(messages.join('\n'), row.out.errContains ?? '')
  },
  'content/path_test.go:TestIsPathSegmentPrefix': pathSegment(true),
  'content/path_test.go:TestIsPathSegmentName': pathSegment(false),
}
