import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from '../../client.ts'
import type { FilmDocument } from './plan-film.ts'
import { useSettled } from './use-settled.ts'

/** What the server says of a film before it is rendered: how long, how much, and what is wrong with it. */
export function useEstimate(document: FilmDocument | null) {
  const asked = useSettled(document, 250)
  const estimate = useQuery({
    queryKey: ['estimate', asked],
    queryFn: ({ signal }) => client.api.renders.validate.mutate({ ...asked }, { signal }),
    enabled: asked !== null,
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  })
  return { ...estimate, isOld: asked !== document || estimate.isPlaceholderData }
}
