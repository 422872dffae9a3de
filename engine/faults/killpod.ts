/** killPod: every process of a Pod gets SIGKILL; the kubelet then follows restartPolicy. */
import { type Fault, textArg } from './fault.ts'

export const killPod: Fault = {
  name: 'killPod',
  apply: (machines, args) => machines.killPod(textArg(args, 'namespace'), textArg(args, 'pod')),
}
