/** CertificateSigningRequest: certificates.k8s.io/v1. Source: pkg/registry/certificates, pkg/apis/certificates/validation. */
import { type FieldError, invalid, required } from '../api/fielderror.ts'
import type { KObject } from '../api/object.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { humanDuration } from './printing/humanduration.ts'
import { statusCauses } from './validation/causes.ts'

interface CertificateSigningRequest extends KObject {
  spec: {
    request?: string
    signerName?: string
    expirationSeconds?: number
    usages?: string[]
    username?: string
  }
  status: { conditions?: { type: string }[]; certificate?: string }
}

const MIN_SECONDS = 600

export const certificateSigningRequest = defineKind<CertificateSigningRequest>({
  info: resourceInfo('certificates.k8s.io', 'CertificateSigningRequest', 'certificatesigningrequests', {
    shortNames: ['csr'],
    namespaced: false,
  }),
  schema: 'io.k8s.api.certificates.v1.CertificateSigningRequest',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  subresources: ['approval'],
  prepareForCreate(object) {
    object.status = {}
  },
  validate: (object) => statusCauses(validateRequest(object)),
  validateUpdate: (next, old) =>
    statusCauses([...validateRequest(next), ...validateImmutable(next.spec, old.spec, 'spec')]),
  columns: [
    NAME,
    AGE,
    column('SignerName', 'string', 'Who is asked to sign.'),
    column('Requestor', 'string', 'Who asks.'),
    column('RequestedDuration', 'string', 'How long the certificate is to hold.'),
    column('Condition', 'string', 'What was decided.'),
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    ageOf(metadata.creationTimestamp, clock),
    spec.signerName || '<none>',
    spec.username ?? '',
    spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    decisionCell(status),
  ],
  fields: { 'spec.signerName': ({ spec }) => spec.signerName ?? '' },
})

function decisionCell(status: CertificateSigningRequest['status'] | undefined): string {
  const types = (status?.conditions ?? []).map(({ type }) => type)
  const decision = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending'
  const failed = types.includes('Failed') ? ',Failed' : ''
  return `${decision}${failed}${status?.certificate ? ',Issued' : ''}`
}

function validateRequest({ spec }: CertificateSigningRequest): FieldError[] {
  const { request, usages = [], signerName, expirationSeconds: seconds } = spec
  const errors: FieldError[] = []
  if (!request) errors.push(invalid('spec.request', '', 'PEM block type must be CERTIFICATE REQUEST'))
  if (usages.length === 0) errors.push(required('spec.usages', ''))
  const unique = new Set(usages)
  if (unique.size < usages.length) errors.push(invalid('spec.usages', usages, 'must not contain duplicates'))
  if (!signerName) errors.push(required('spec.signerName', ''))
  else if (!/^[^/]+\.[^/]+\/[^/]/.test(signerName)) {
    errors.push(
      invalid(
        'spec.signerName',
        signerName,
        'must be a fully qualified domain and path of the form "example.com/signer-name"',
      ),
    )
  }
  if (seconds !== undefined && seconds < MIN_SECONDS) {
    errors.push(
      invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)'),
    )
  }
  return errors
}
