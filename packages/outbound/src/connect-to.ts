import type { LookupAddress } from 'node:dns'
import { type LookupFunction, Socket } from 'node:net'
import { buildConnector } from 'undici'
import { isSameAddress } from './public-address.ts'

export interface ConnectOptions {
  /** Ends a connection that is still being made. */
  signal: AbortSignal
  /** Certificates to trust in place of the usual ones. */
  ca?: string | undefined
}

/**
 * A connector for one connection, to one of the given addresses, under the URL's own name (Host, TLS). The name is not
 * resolved again: the lookup answers from the list, and where the connection ended up is compared with it. It connects
 * once, so what was sent on it is never sent a second time.
 */
export function connectTo(addresses: readonly LookupAddress[], options: ConnectOptions): buildConnector.connector {
  const { signal, ca } = options
  const connect = buildConnector({
    allowH2: false,
    // Said aloud, so that no variable of the environment turns it off.
    rejectUnauthorized: true,
    lookup: answerFrom(addresses),
    autoSelectFamily: true,
    // With the default, a host that is merely far away fails when it has more than one address.
    autoSelectFamilyAttemptTimeout: 2_000,
    ...(ca === undefined ? {} : { ca }),
  })
  let isUsed = false
  return (target, callback) => {
    if (isUsed) return callback(new Error('The connection ended before the answer.'), null)
    isUsed = true
    const connecting: unknown = connect(target, (error, socket) => {
      if (error) return callback(error, null)
      const reached = socket.remoteAddress ?? ''
      if (addresses.some(({ address }) => isSameAddress(address, reached))) return callback(null, socket)
      socket.destroy()
      return callback(new Error('The connection went to an address that was not checked.'), null)
    })
    if (connecting instanceof Socket) signal.addEventListener('abort', () => connecting.destroy(), { once: true })
  }
}

function answerFrom(addresses: readonly LookupAddress[]): LookupFunction {
  return (_name, { all }, callback) => {
    const [first] = addresses
    if (all) callback(null, [...addresses])
    else if (first) callback(null, first.address, first.family)
    else callback(new Error('There is no address.'), '')
  }
}
