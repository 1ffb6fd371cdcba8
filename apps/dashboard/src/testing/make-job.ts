import type { Job } from '@cronicl/client'

export function makeJob(id: string, more: Partial<Job> = {}): Job {
  return {
    id,
    kind: 'render',
    status: 'running',
    progress: 0,
    stage: 'encode',
    attempts: 1,
    outputs: [],
    warnings: [],
    plan: null,
    error: null,
    estimatedCostMicroUsd: 0,
    costMicroUsd: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    completedAt: null,
    ...more,
  }
}
