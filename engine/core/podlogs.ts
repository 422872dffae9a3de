/** What the API server needs of the kubelets to serve `kubectl logs`. */

export interface PodLogLine {
  atMs: number
  stream: 'stdout' | 'stderr'
  text: string
}

export interface PodLogs {
  /**
   * Lines of a container of a bound Pod, oldest first; undefined when that container has not started (or, with
   * `previous`, has not been restarted).
   */
  lines(namespace: string, pod: string, container: string, previous: boolean): readonly PodLogLine[] | undefined
}
