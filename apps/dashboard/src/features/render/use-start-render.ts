import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { client } from '../../client.ts'
import { announce } from '../../ui/announcer.tsx'
import { rendersKey } from '../jobs/use-renders.ts'
import { startedJob } from '../jobs/use-reveal.ts'
import type { FilmDocument } from './plan-film.ts'

/**
 * Starts a render. An answer that got lost must not start a second one, so a film keeps its key until the server has
 * confirmed it; asked for again after that, it is a new render.
 */
export function useStartRender() {
  const queries = useQueryClient()
  const pending = useRef<{ document: FilmDocument; key: string } | null>(null)
  return useMutation({
    mutationFn: async (document: FilmDocument) => {
      if (pending.current?.document !== document) pending.current = { document, key: newKey() }
      return client.api.renders.create.mutate({ ...document, idempotencyKey: pending.current.key })
    },
    onSuccess: async ({ jobId }) => {
      pending.current = null
      startedJob.set(jobId)
      announce('The render has begun.')
      await queries.invalidateQueries({ queryKey: rendersKey })
    },
  })
}

/** `crypto.randomUUID` is there in secure contexts only; the page may be served over plain http on a home network. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
