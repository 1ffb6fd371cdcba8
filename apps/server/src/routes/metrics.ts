import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** `/metrics` for Prometheus: the process, requests by route, and the queues. */
export function registerMetrics(app: FastifyInstance, runtime: Runtime): void {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'cronicl_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  const queued = new Gauge({
    name: 'cronicl_queue_jobs',
    help: 'Jobs in the queues',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      this.reset()
      for (const queue of (await runtime.queueStats().catch(() => null))?.queues ?? []) {
        this.set({ queue: queue.name, state: 'queued' }, queue.queued)
        this.set({ queue: queue.name, state: 'running' }, queue.running)
      }
    },
  })
  void queued
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
    done()
  })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
