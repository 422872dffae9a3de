/** Comparisons: what a table's columns do where they differ. Rows state behaviours, each proved against the engine, or give advice. */

export interface ComparisonRow {
  ask: string
  /** One for each column. */
  cells: readonly string[]
  /** Advice: nothing a cluster could show. */
  advice?: true
}

export interface ComparisonTable {
  id: string
  title: string
  about: string
  columns: readonly string[]
  rows: readonly ComparisonRow[]
  /** Chapters that teach it. */
  chapters: readonly string[]
}

const row = (ask: string, ...cells: string[]): ComparisonRow => ({ ask, cells })
const advice = (ask: string, ...cells: string[]): ComparisonRow => ({ ask, cells, advice: true })

export const TABLES: readonly ComparisonTable[] = [
  {
    id: 'workloads',
    title: 'Who keeps Pods alive',
    about: 'Four kinds that write Pods for you.',
    columns: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'],
    chapters: ['stateless-service', 'stateful-service', 'daemon-service', 'batch-job'],
    rows: [
      row(
        'Names of its Pods',
        'the ReplicaSet’s and a random end',
        'its own and an ordinal: db-0, db-1',
        'its own and a random end',
        'its own and a random end',
      ),
      row(
        'Three at the start',
        'all at once',
        'one after another, each ready before the next',
        'one on every node that lets it in, at once',
        'as many as parallelism allows, at once',
      ),
      row(
        'A Pod is deleted',
        'a new one, under a new name',
        'a new one, under the same name',
        'a new one, on the same node',
        'a new one, until enough have ended well',
      ),
      row(
        'Its container ends with 0',
        'it is started again',
        'it is started again',
        'it is started again',
        'the Pod is completed, and counts',
      ),
      row(
        'From three to one',
        'two end at once',
        'the highest ordinals end, one after another',
        'nothing to scale: the nodes say how many',
        'parallelism: two end, the work remains',
      ),
      row(
        'A node goes silent',
        'after five minutes a Pod elsewhere',
        'no other Pod of that name before the old one is surely gone',
        'its Pod stays with the node',
        'after five minutes a Pod elsewhere',
      ),
      advice(
        'Take it for',
        'replicas that are all alike',
        'members with names and disks of their own',
        'something every node needs',
        'work that ends',
      ),
    ],
  },
  {
    id: 'probes',
    title: 'Three probes',
    about: 'The same questions, three different consequences.',
    columns: ['Liveness', 'Readiness', 'Startup'],
    chapters: ['health-probe'],
    rows: [
      row(
        'It fails too often',
        'the container is restarted',
        'the Pod gets no new requests; nothing is restarted',
        'the container is restarted',
      ),
      row(
        'It has passed once',
        'it is asked again and again',
        'it is asked again and again',
        'it is never asked again',
      ),
      row(
        'Before the startup probe has passed',
        'it is not asked',
        'it is not asked, and the Pod is not ready',
        'it is asked',
      ),
      row('A rollout', 'does not wait for it', 'waits for it', 'waits for it'),
      row('successThreshold: 2', 'is refused', 'is taken', 'is refused'),
      advice(
        'Take it for',
        'hangs that a restart cures',
        'moments in which requests should go elsewhere',
        'starts slower than liveness is patient',
      ),
    ],
  },
  {
    id: 'settings',
    title: 'Where settings stand',
    about: 'Four ways from a manifest into a container.',
    columns: ['Value in env', 'ConfigMap as variable', 'ConfigMap as file', 'Secret as file'],
    chapters: ['envvar-configuration', 'configuration-resource'],
    rows: [
      row(
        'It is changed',
        'the template changes, so Pods are exchanged',
        'nothing happens until a container starts anew',
        'the file follows, within a minute or two',
        'the file follows, within a minute or two',
      ),
      row(
        'What it comes from is missing',
        'nothing can be missing',
        'the container is not made: CreateContainerConfigError',
        'the Pod waits for its volume',
        'the Pod waits for its volume',
      ),
      row('Read in the Pod’s manifest', 'the value itself', 'a name and a key', 'a name', 'a name'),
      row('Inside the container', 'a variable', 'a variable', 'a file for each key', 'a file for each key, decoded'),
      advice(
        'Take it for',
        'what belongs to this version',
        'settings read at the start',
        'settings that are read again',
        'what not everybody may read',
      ),
    ],
  },
  {
    id: 'releases',
    title: 'Four ways to a new version',
    about: 'Four replicas of 1.0 become four of 2.0; the Deployment’s own bounds are 25 %.',
    columns: ['Recreate', 'Rolling update', 'Blue-green', 'Canary'],
    chapters: ['declarative-deployment', 'canary-deployment'],
    rows: [
      row(
        'Two versions run at once',
        'never',
        'while it rolls',
        'until the old one is taken away',
        'as long as you like',
      ),
      row('Two versions serve at once', 'never', 'while it rolls', 'never', 'as long as you like'),
      row('Pods at most', 'four', 'five', 'eight', 'five, with one to try'),
      row('Nobody serves', 'for a while', 'never', 'never', 'never'),
      row(
        'The way back',
        'the same exchange, with the same gap',
        'the same exchange, Pod by Pod',
        'the selector, at once',
        'the canary is deleted, at once',
      ),
      advice(
        'Take it for',
        'versions that must not meet',
        'most changes',
        'a switch that has to be sudden',
        'a version nobody trusts yet',
      ),
    ],
  },
  {
    id: 'qos',
    title: 'QoS classes',
    about: 'What follows from requests and limits.',
    columns: ['Guaranteed', 'Burstable', 'BestEffort'],
    chapters: ['predictable-demands'],
    rows: [
      row(
        'Comes about when',
        'every container limits CPU and memory, and requests the same',
        'something is requested or limited, but not all of that',
        'nothing is requested or limited',
      ),
      row('On a node whose CPU is all requested', 'it waits', 'it waits, if it requests CPU', 'it is placed'),
      row(
        'The node runs short of memory',
        'stays, since it cannot use more than it requests',
        'goes when it uses more than it requests',
        'goes first among equals: it requests nothing',
      ),
      advice('Take it for', 'what must not be disturbed', 'most services', 'what may be lost at any time'),
    ],
  },
  {
    id: 'services',
    title: 'Types of Service',
    about: 'How a name becomes an address, and from where it is reached.',
    columns: ['ClusterIP', 'Headless', 'NodePort', 'LoadBalancer', 'ExternalName'],
    chapters: ['service-discovery', 'stateful-service'],
    rows: [
      row('Its address', 'one of its own', 'none', 'one of its own', 'one of its own, and one outside', 'none'),
      row(
        'Its name answers with',
        'that address',
        'the addresses of its ready Pods',
        'that address',
        'that address',
        'another name',
      ),
      row('A port on every node', 'no', 'no', 'yes', 'yes', 'no'),
      row(
        'Finds Pods by a selector',
        'yes, into EndpointSlices',
        'yes, into EndpointSlices',
        'yes, into EndpointSlices',
        'yes, into EndpointSlices',
        'no, whatever it selects',
      ),
      advice(
        'Take it for',
        'callers inside',
        'members that are called by name',
        'a port without a load balancer',
        'callers outside',
        'a neighbour that lives elsewhere',
      ),
    ],
  },
  {
    id: 'helpers',
    title: 'Helpers in a Pod',
    about: 'Three places for a second container.',
    columns: ['Init container', 'Sidecar (restartPolicy: Always)', 'Second container'],
    chapters: ['init-container', 'sidecar'],
    rows: [
      row('The main container starts', 'after it has ended', 'after it has started', 'at the same time'),
      row(
        'It ends with an error',
        'it is started again, and the others wait',
        'it alone is started again',
        'it alone is started again',
      ),
      row(
        'The Pod ends',
        'it is long over',
        'it hears TERM after the main container is gone',
        'it hears TERM together with the main container',
      ),
      row(
        'In a Job',
        'it does not hold the Job open',
        'it does not hold the Job open',
        'it holds the Job open until it ends',
      ),
      row('Its readiness counts', 'no, it cannot have a probe', 'yes', 'yes'),
      advice('Take it for', 'what must come first', 'what must be there all the time', 'what shares the Pod’s fate'),
    ],
  },
  {
    id: 'bounds',
    title: 'What holds whom back',
    about: 'Two bounds on how many Pods may be missing, and what asks them.',
    columns: ['Disruption budget', 'maxUnavailable of the Deployment'],
    chapters: ['singleton-service', 'declarative-deployment'],
    rows: [
      row('kubectl drain', 'waits: the eviction is refused', 'does not ask'),
      row('kubectl delete pod', 'does not ask', 'does not ask'),
      row('A rollout', 'does not ask', 'stops there until new Pods are ready'),
      row('kubectl scale down', 'does not ask', 'does not ask'),
      row('A crash', 'is counted, not stopped', 'does not ask'),
      advice('Take it for', 'upkeep of nodes', 'new versions'),
    ],
  },
]
