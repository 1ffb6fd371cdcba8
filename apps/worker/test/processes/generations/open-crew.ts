import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FakeProviders } from '@cronicl/providers/testing'
import type { GenerationsRun } from './generations-run.ts'
import { type Wires, openWires } from './open-wires.ts'
import { type HouseProcess, startProcess } from './start-process.ts'
import { openDice } from './storm.ts'

/** Workers, each with wires of its own, so that a create tells who sends it. */
export interface Crew extends AsyncDisposable {
  wires: readonly Wires[]
  /** What every process is told; workers have their own wires besides. */
  env: Record<string, string>
  kills: number
  killsAroundCreates: number
  /** Starts the workers, and the killing. */
  begin(publicUrl: string): Promise<void>
  /** Does something while nobody is killed. */
  inPeace<T>(work: () => Promise<T>): Promise<T>
  /** Settles when as many have been killed as were to be, or `stop` says that it is enough. */
  killed(stop: AbortSignal): Promise<void>
  end(): Promise<void>
}

export async function openCrew(
  run: Pick<
    GenerationsRun,
    'storm' | 'workers' | 'kills' | 'killEveryMs' | 'killAfterMs' | 'killAround' | 'patienceMs'
  >,
  fake: FakeProviders,
  place: { env: Record<string, string>; logs: string },
): Promise<Crew> {
  const wires = await Promise.all(Array.from({ length: run.workers }, () => openWires(fake, run.storm)))
  const pairs = [fake.host, ...wires.flatMap((wire) => wire.pairs)]
  const env = { ...place.env, ...wires[0]?.env, OUTBOUND_ALLOW: pairs.join(',') }
  /** Null while one is being started in place of one that was killed. */
  const workers: (HouseProcess | null)[] = []
  const starting = new Set<Promise<void>>()
  const dice = openDice(11)
  let publicUrl = ''
  let peace: Promise<unknown> = Promise.resolve()
  const start = (slot: number): Promise<HouseProcess> =>
    startProcess(
      'worker',
      { ...env, ...wires[slot]?.env, PUBLIC_URL: publicUrl },
      join(place.logs, `worker-${slot}.log`),
    )
  const killOne = async (): Promise<void> => {
    const target = run.killAround[crew.kills % run.killAround.length]
    const isAny = AbortSignal.timeout(run.patienceMs / 2)
    const created = new Promise<number>((resolve) => {
      // A worker takes jobs a moment before it says that it is up.
      for (const [slot, wire] of wires.entries())
        wire.onCreate = (adapter) => workers[slot] && (adapter === target || isAny.aborted) && resolve(slot)
    })
    const found = await Promise.race([created, sleep(run.patienceMs, null)])
    if (found !== null) crew.killsAroundCreates++
    const up = [...workers.keys()].filter((at) => workers[at])
    const slot = found ?? (up[Math.floor(dice() * up.length)] as number)
    await sleep(run.killAfterMs())
    await workers[slot]?.kill('SIGKILL')
    crew.kills++
    workers[slot] = null
    const replace = async (): Promise<void> => {
      workers[slot] = await start(slot)
    }
    const replacing = replace().finally(() => starting.delete(replacing))
    starting.add(replacing)
    // Somebody is left to be killed next.
    if (workers.filter(Boolean).length < 2) await Promise.race([...starting])
  }
  const endAll = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await Promise.allSettled([...starting])
    await Promise.all(workers.splice(0).flatMap((worker) => (worker ? [worker.kill(signal)] : [])))
  }
  const crew: Crew = {
    wires,
    env,
    kills: 0,
    killsAroundCreates: 0,
    begin: async (url) => {
      publicUrl = url
      workers.push(...(await Promise.all(wires.map((_, slot) => start(slot)))))
    },
    inPeace: (work) => {
      const done = peace.then(work)
      peace = done.catch(() => {})
      return done
    },
    killed: async (stop) => {
      while (crew.kills < run.kills && !stop.aborted) {
        await crew.inPeace(killOne)
        await sleep(run.killEveryMs)
      }
    },
    end: () => endAll('SIGTERM'),
    [Symbol.asyncDispose]: async () => {
      await endAll('SIGKILL')
      await Promise.all(wires.map((wire) => wire[Symbol.asyncDispose]()))
    },
  }
  await mkdir(place.logs, { recursive: true })
  return crew
}
