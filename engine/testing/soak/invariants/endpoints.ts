/** At rest a Service's EndpointSlices and Endpoints name exactly the Pods it selects, the ready ones as ready. */
import type { Endpoints, EndpointSlice, Pod, Service } from '../../../kinds/types.ts'
import { isPodReady, isPodTerminal } from '../../../rules/podutil.ts'
import type { Invariant } from '../invariant.ts'

const SERVICE_NAME = 'kubernetes.io/service-name'

export const endpoints: Invariant = {
  name: 'endpoints are the Pods',
  watch:
    ({ server: { store } }, { broken, tried }) =>
    () => {
      for (const service of store.table('services').list('default') as Service[]) {
        const { selector, publishNotReadyAddresses } = service.spec
        const { name, namespace } = service.metadata
        if (selector === undefined) continue
        tried()
        const chosen = (store.table('pods').list(namespace) as Pod[]).filter(
          (pod) => pod.status.podIP && !isPodTerminal(pod) && matches(pod, selector),
        )
        const ready = chosen.filter((pod) => publishNotReadyAddresses || isPodReady(pod))
        const slices = store.table('endpointslices.discovery.k8s.io').list(namespace) as EndpointSlice[]
        const told = slices
          .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === name)
          .flatMap((slice) => slice.endpoints ?? [])
        const listed = store.table('endpoints').find(namespace as string, name) as Endpoints | undefined
        const addresses = (listed?.subsets ?? []).flatMap((subset) => subset.addresses ?? [])
        compare(
          'slices',
          told.filter(({ conditions }) => conditions?.ready).map(({ targetRef }) => targetRef?.name),
        )
        compare(
          'Endpoints',
          addresses.map(({ targetRef }) => targetRef?.name),
        )
        if (told.length !== chosen.length) broken(`${name} has ${told.length} endpoints for ${chosen.length} Pods`)

        function compare(where: string, names: readonly (string | undefined)[]): void {
          const wanted = ready.map(({ metadata }) => metadata.name).sort()
          const found = names.map((name = '') => name).sort()
          if (found.join() !== wanted.join()) broken(`${where} of ${name}: ready are [${wanted}], told are [${found}]`)
        }
      }
    },
}

const matches = ({ metadata }: Pod, selector: Readonly<Record<string, string>>) =>
  Object.entries(selector).every(([label, value]) => metadata.labels?.[label] === value)
