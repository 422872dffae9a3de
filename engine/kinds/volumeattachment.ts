/** VolumeAttachment: storage.k8s.io/v1. Source: pkg/registry/storage/volumeattachment, pkg/apis/storage/validation. */
import { type FieldError, forbidden, invalid, required } from '../api/fielderror.ts'
import { nameIsDnsSubdomain } from '../api/names.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { VolumeAttachment } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { each } from './validation/checks.ts'
import { csiDriverName } from './validation/csinames.ts'

type Source = VolumeAttachment['spec']['source']

const LONGEST_MESSAGE = 1024

export const volumeAttachment = defineKind<VolumeAttachment>({
  info: resourceInfo('storage.k8s.io', 'VolumeAttachment', 'volumeattachments', { namespaced: false }),
  schema: 'io.k8s.api.storage.v1.VolumeAttachment',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  prepareForCreate(object) {
    object.status = { attached: false }
  },
  validate: (object) => statusCauses(validateAttachment(object)),
  validateUpdate: (next, old) =>
    statusCauses([...validateAttachment(next), ...validateImmutable(next.spec, old.spec, 'spec')]),
  validateStatusUpdate: (next) => statusCauses(validateErrors(next)),
  columns: [
    NAME,
    column('Attacher', 'string', 'Driver that attaches the volume.'),
    column('PV', 'string', 'The volume.'),
    column('Node', 'string', 'Node it is attached to.'),
    column('Attached', 'boolean', 'Whether it is attached by now.'),
    AGE,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.attacher,
    spec.source.persistentVolumeName ?? '',
    spec.nodeName,
    status?.attached ?? false,
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function validateAttachment({ spec }: VolumeAttachment): FieldError[] {
  return [
    ...csiDriverName(spec.attacher ?? '', 'spec.attacher'),
    ...validateSource(spec.source ?? {}, 'spec.source'),
    ...each('spec.nodeName', spec.nodeName, nameIsDnsSubdomain(spec.nodeName ?? '', false)),
  ]
}

function validateSource({ inlineVolumeSpec, persistentVolumeName: name }: Source, path: string): FieldError[] {
  const either = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  if (inlineVolumeSpec === undefined && name === undefined) return [required(path, either)]
  if (inlineVolumeSpec !== undefined && name !== undefined) return [forbidden(path, either)]
  const at = `${path}.persistentVolumeName`
  if (name === '') return [required(at, 'must specify non empty persistentVolumeName')]
  return name === undefined ? [] : each(at, name, nameIsDnsSubdomain(name, false))
}

function validateErrors({ status }: VolumeAttachment): FieldError[] {
  return (['attachError', 'detachError'] as const).flatMap((field) => {
    const message = status[field]?.message ?? ''
    if (message.length <= LONGEST_MESSAGE) return []
    return [invalid(`status.${field}.message`, message, `must be no more than ${LONGEST_MESSAGE} characters`)]
  })
}
