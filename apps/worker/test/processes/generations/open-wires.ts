import {
  type ChooseCut,
  type CuttingProxy,
  type FakeProviderName,
  type FakeProviders,
  startCuttingProxy,
} from '@cronicl/providers/testing'
import type { AdapterName, Storm } from './storm.ts'

/** What was done to creates on their way, by adapter. */
export interface WireFigures {
  sent: number
  /** Lost before all of the create had been passed on. */
  cutBefore: number
  /** Lost with all of it passed on. */
  cutAfter: number
}

/** One worker's wires to all providers. */
export interface Wires extends AsyncDisposable {
  /** The environment of the process that they are for. */
  env: Record<string, string>
  /** `host:port` of each. */
  pairs: string[]
  figures: Map<AdapterName, WireFigures>
  /** Called when the first bytes of a create are there. */
  onCreate: (adapter: AdapterName) => void
}

/** Which adapter a create is of, by its request line; null for every other request. */
export function adapterOf(name: FakeProviderName, requestLine: string): AdapterName | null {
  if (!requestLine.startsWith('POST ') || requestLine.includes('/cancel')) return null
  if (name === 'gemini') return requestLine.includes(':generateContent') ? 'gemini image' : 'gemini video'
  return ({ replicate: 'replicate image', runway: 'runway video', openai: 'openai-compatible image' } as const)[name]
}

export async function openWires(fake: FakeProviders, storm: Storm): Promise<Wires> {
  const figures: Wires['figures'] = new Map()
  const choose =
    (name: FakeProviderName): ChooseCut =>
    (head) => {
      const adapter = adapterOf(name, head.split('\r\n', 1)[0] ?? '')
      if (!adapter) return storm.cutOfOther()
      wires.onCreate(adapter)
      const bytes = lengthOf(head)
      const cut = storm.cutOf({ adapter, bytes })
      const seen = figures.get(adapter) ?? { sent: 0, cutBefore: 0, cutAfter: 0 }
      figures.set(adapter, seen)
      seen.sent++
      if ((cut.afterRequestBytes ?? bytes) < bytes) seen.cutBefore++
      else if (cut.afterRequestBytes !== undefined || cut.afterResponseBytes !== undefined) seen.cutAfter++
      return cut
    }
  const open = async (name: FakeProviderName): Promise<CuttingProxy> => {
    const proxy = await startCuttingProxy({ target: fake.urls[name] })
    proxy.cutAt(choose(name))
    return proxy
  }
  const names = ['replicate', 'runway', 'gemini', 'openai'] as const
  const proxies = await Promise.all(names.map(open))
  const [replicate = '', runway = '', gemini = '', openai = ''] = proxies.map(({ url }) => url)
  const wires: Wires = {
    env: {
      REPLICATE_BASE_URL: replicate,
      RUNWAY_BASE_URL: runway,
      GEMINI_BASE_URL: gemini,
      OPENAI_BASE_URL: openai,
    },
    pairs: proxies.map(({ url }) => new URL(url).host),
    figures,
    onCreate: () => {},
    [Symbol.asyncDispose]: async () => {
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()))
    },
  }
  return wires
}

/** Of a whole request, from its head. */
function lengthOf(head: string): number {
  const body = /^content-length: *(\d+)/im.exec(head)?.[1] ?? '0'
  return head.indexOf('\r\n\r\n') + 4 + Number(body)
}
