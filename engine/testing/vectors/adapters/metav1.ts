/** Adapter of metav1_helpers.json: apimachinery pkg/apis/meta/v1. */
import { formatDuration, parseDuration } from '../../../api/duration.ts'
import { deleteQuery, writeQuery } from '../../../api/door/options.ts'
import { formatFieldErrors } from '../../../api/fielderror.ts'
import { formatSelector, isEmptySelector } from '../../../api/labels.ts'
import { labelSelector, labelSelectorAsMap, withMatchLabel } from '../../../api/labelselector.ts'
import { validateFieldManager, validateManagedFields } from '../../../api/managedfieldsformat.ts'
import { validateLabels } from '../../../api/objectmeta.ts'
import { formatMicros, formatSeconds, parseInstant } from '../../../core/calendar.ts'
import {
  type Adapter,
  type Adapters,
  attempt,
  contains,
  errorOf,
  type Fields,
  plain,
  same,
  skip,
  validity,
} from '../adapter.ts'

const VALIDATION = 'validation/validation_test.go'
const HELPERS = 'v1/helpers_test.go'

const managed: Adapter = ({ in: input, out }) => {
  same(validateManagedFields([plain(input) as Fields], 'managedFields').length === 0, out.valid)
}

/** Times and durations stand alone in a field; null is the zero time. */
function marshals(field: string, write: (text: string) => string): Adapter {
  return ({ in: input, out }) => {
    same(JSON.stringify({ [field]: input.input === null ? null : write(input.input) }), out.result)
  }
}

function unmarshals(field: string, write: (text: string) => string): Adapter {
  return ({ in: input, out }) => {
    const text = JSON.parse(input.input)[field]
    same(text === null ? null : write(text), out.result)
  }
}

const addsLabel: Adapter = ({ in: input, out }) => {
  const selector = withMatchLabel({ matchLabels: input.labels ?? {} }, input.labelKey, input.labelValue)
  same(selector.matchLabels, out.want)
}

const duration = (text: string) => formatDuration(parseDuration(text))
const seconds = (text: string) => formatSeconds(parseInstant(text) ?? Number.NaN)
const micros = (text: string) => formatMicros(parseInstant(text) ?? Number.NaN)

export const metaV1Adapters: Adapters = {
  [`${VALIDATION}:TestValidateLabels`]: ({ in: input, out }) => {
    const labels = 'expect' in out ? input.labels : input
    const text = formatFieldErrors(validateLabels(labels, 'field'))
    if ('expect' in out) contains(text, out.expect)
    else same(text === '', out.valid)
  },
  [`${VALIDATION}:TestValidateFieldManagerValid`]: validity((value) => validateFieldManager(value, 'fieldManager')),
  [`${VALIDATION}:TestValidateFieldManagerInvalid`]: validity((value) => validateFieldManager(value, 'fieldManager')),
  [`${VALIDATION}:TestValidateManagedFieldsInvalid`]: managed,
  [`${VALIDATION}:TestValidateMangedFieldsValid`]: managed,
  'v1/duration_test.go:TestDurationMarshalJSON': marshals('d', duration),
  'v1/duration_test.go:TestDurationUnmarshalJSON': unmarshals('d', duration),
  'v1/time_test.go:TestTimeMarshalJSON': marshals('t', seconds),
  'v1/time_test.go:TestTimeUnmarshalJSON': unmarshals('t', seconds),
  'v1/micro_time_test.go:TestMicroTimeMarshalJSON': marshals('t', micros),
  'v1/micro_time_test.go:TestMicroTimeUnmarshalJSON': unmarshals('t', micros),
  [`${HELPERS}:TestLabelSelectorAsSelector`]: ({ in: input, out }) => {
    const selector = attempt(() => labelSelector(input.in && plain(input.in)), out.expectErr)
    if (selector === undefined) return
    same(formatSelector(selector), out.out?.$selector ?? '')
    same(isEmptySelector(selector), input.in !== null && formatSelector(selector) === '')
  },
  [`${HELPERS}:TestLabelSelectorAsMap`]: ({ in: input, out }) => {
    const convert = () => labelSelectorAsMap(input.in && (plain(input.in) as Fields))
    if (out.errString) contains(errorOf(convert)?.message ?? '', out.errString)
    else same(convert(), out.out)
  },
  [`${VALIDATION}:TestValidPatchOptions`]: ({ in: input }) => {
    const { force, fieldManager = '' } = input.opts as Fields
    const query = { fieldManager, ...(force === undefined || force === null ? {} : { force: String(force) }) }
    attempt(() => writeQuery(query, 'PatchOptions', /apply/.test(input.patchType)), false)
  },
  [`${VALIDATION}:TestValidateDeleteOptionsWithIgnoreStoreReadError`]: ({ in: input, out }) => {
    if (input.opts.ignoreStoreReadErrorWithClusterBreakingPotential) {
      skip('the option is about etcd objects that cannot be read; there are none here')
    }
    attempt(() => deleteQuery({}, plain(input.opts) as Fields), (out.expectedErrors as unknown[]).length > 0)
  },
  [`${HELPERS}:TestSetMetaDataLabel`]: () => skip('a helper of Go callers; labels are plain objects here'),
  'v1/labels_test.go:TestAddLabelToSelector': addsLabel,
  'v1/labels_test.go:TestCloneSelectorAndAddLabel': addsLabel,
}
