import { Agent, request } from 'node:http'
import { type DeliveryKind, type StormDelivery, isAcceptable } from '@cronicl/server/testing/provider-storm'

export interface StormFigures {
  sent: number
  accepted: number
  refused: number
  /** Answers that are not what the delivery deserved, by kind and status. */
  wrong: Record<string, number>
  tookMs: number
  /** Of all answers, in ms, sorted. */
  latenciesMs: number[]
}

/** Sends the deliveries to a server, so many at a time, and looks at each answer. */
export async function postStorm(
  url: string,
  deliveries: readonly StormDelivery[],
  connections: number,
): Promise<StormFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const figures: StormFigures = { sent: 0, accepted: 0, refused: 0, wrong: {}, tookMs: 0, latenciesMs: [] }
  const startedMs = performance.now()
  let next = 0
  const work = async (): Promise<void> => {
    for (let one = deliveries[next++]; one; one = deliveries[next++]) {
      const sentMs = performance.now()
      const status = await post(url, one, agent)
      figures.latenciesMs.push(performance.now() - sentMs)
      note(figures, one.kind, status)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
  figures.tookMs = performance.now() - startedMs
  figures.latenciesMs.sort((a, b) => a - b)
  return figures
}

function note(figures: StormFigures, kind: DeliveryKind, status: number): void {
  figures.sent++
  if (status === 200) figures.accepted++
  if (status === 401) figures.refused++
  if (status === (isAcceptable(kind) ? 200 : 401)) return
  const name = `${kind} ${status}`
  figures.wrong[name] = (figures.wrong[name] ?? 0) + 1
}

function post(url: string, { headers, body }: StormDelivery, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
