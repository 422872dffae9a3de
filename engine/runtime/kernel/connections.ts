/** Connections and requests of processes: what is under way on the network, as records and events on the clock. */
import type { Connections, Kernel } from './contract.ts'
import type { Container } from './container.ts'
import type { Process } from './process.ts'

export class NetworkConnections implements Connections {
  constructor(private readonly kernel: Kernel) {}

  closeAll(_c: Container, _process: Process): void {
    void this.kernel
  }

  listens(_c: Readonly<Container>, _port: number): boolean {
    return false
  }

  post(_c: Container, _url: string, _body: string): void {}
}
