import { type AddressInfo, type Socket, createServer } from 'node:net'

/** A server below HTTP: what it does with a connection is up to the test. */
export interface SocketServer extends AsyncDisposable {
  port: number
  pair: string
  sockets: Socket[]
  /** What each connection has sent so far. */
  received: string[]
}

export interface SocketHandler {
  onConnect?: (socket: Socket) => void
  /** With all that this connection has sent so far. */
  onData?: (socket: Socket, text: string) => void
}

export async function openSocketServer({ onConnect, onData }: SocketHandler = {}): Promise<SocketServer> {
  const sockets: Socket[] = []
  const received: string[] = []
  const server = createServer((socket) => {
    const at = sockets.push(socket) - 1
    received[at] = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      received[at] += bytes.toString('latin1')
      onData?.(socket, received[at] ?? '')
    })
    onConnect?.(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    pair: `127.0.0.1:${port}`,
    sockets,
    received,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
