/** The admission chain in upstream's order. A new plugin is a file beside this and a line here. */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'

export const admissionPlugins: readonly ((server: ApiServer) => AdmissionPlugin)[] = []
