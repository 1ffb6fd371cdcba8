import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export interface CutPoint {
  /** So many bytes of the request are passed on, and then the connection is lost. */
  afterRequestBytes?: number | undefined
  /** So many bytes of the answer are passed on, and then the connection is lost. */
  afterResponseBytes?: number | undefined
}

/** Told the first bytes of a request, headers and all, before any is passed on. */
export type ChooseCut = (head: string) => CutPoint

export interface ProxiedConnection {
  /** As in `POST /v1/predictions HTTP/1.1`; empty before anything came. */
  requestLine: string
  requestBytes: number
  responseBytes: number
  cut: 'request' | 'response' | null
}

/** A wire that can be cut at a byte. */
export interface CuttingProxy extends AsyncDisposable {
  /** The target's address, with this wire in between. */
  url: string
  /** Every connection since the beginning, oldest first. */
  connections: ProxiedConnection[]
  /** Where connections that are opened from now on are cut; nowhere without a point. */
  cutAt(point?: CutPoint | ChooseCut): void
  /** Settles when both ends of every connection are closed: what was passed on has been read. */
  idle(): Promise<void>
}

/** @param options target: an address as in `http://127.0.0.1:4000/v1` */
export async function startCuttingProxy(options: CutPoint & { target: string }): Promise<CuttingProxy> {
  const target = new URL(options.target)
  const connections: ProxiedConnection[] = []
  const open = new Set<Promise<unknown>>()
  let point: CutPoint | ChooseCut = options
  const server = createServer((client) => {
    const seen: ProxiedConnection = { requestLine: '', requestBytes: 0, responseBytes: 0, cut: null }
    connections.push(seen)
    const upstream = connect({ host: target.hostname, port: Number(target.port) })
    const closed = Promise.all([closeOf(client), closeOf(upstream)]).finally(() => open.delete(closed))
    open.add(closed)
    join(client, upstream, { point, seen })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const path = target.pathname === '/' ? '' : target.pathname
  return {
    url: `http://127.0.0.1:${port}${path}`,
    connections,
    cutAt: (next = {}) => {
      point = next
    },
    idle: async () => {
      while (open.size > 0) await Promise.all(open)
    },
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * The client hears of a cut only when the target has read what was passed on and closed its end, so that whoever looks
 * at the target then sees what has become of it.
 */
function join(client: Socket, upstream: Socket, wire: { point: CutPoint | ChooseCut; seen: ProxiedConnection }): void {
  const { seen } = wire
  const choose = typeof wire.point === 'function' ? wire.point : null
  let point = typeof wire.point === 'function' ? {} : wire.point
  const lose = () => client.resetAndDestroy()
  client.on('data', (data: Buffer) => {
    if (seen.cut) return
    if (seen.requestLine === '') {
      const head = data.toString('latin1')
      seen.requestLine = head.split('\r\n', 1)[0] ?? ''
      if (choose) point = choose(head)
    }
    const passed = data.subarray(0, (point.afterRequestBytes ?? Infinity) - seen.requestBytes)
    seen.requestBytes += passed.length
    upstream.write(passed)
    if (seen.requestBytes === point.afterRequestBytes) cutRequest()
  })
  const cutRequest = () => {
    seen.cut = 'request'
    upstream.once('close', lose)
    upstream.end()
  }
  upstream.on('data', (data: Buffer) => {
    if (seen.cut) return
    const passed = data.subarray(0, (point.afterResponseBytes ?? Infinity) - seen.responseBytes)
    seen.responseBytes += passed.length
    if (seen.responseBytes < (point.afterResponseBytes ?? Infinity)) return void client.write(passed)
    seen.cut = 'response'
    upstream.end()
    // A reset would take with it what has not been read yet.
    client.end(passed)
  })
  client.on('end', () => upstream.end())
  upstream.on('end', () => (seen.cut ? undefined : client.end()))
  client.on('error', () => upstream.destroy())
  upstream.on('error', lose)
  client.on('close', () => upstream.end())
  if (point.afterRequestBytes === 0) cutRequest()
}

async function closeOf(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
}
