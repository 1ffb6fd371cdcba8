import { type RefObject, useEffect, useRef } from 'react'
import { createStore } from '../../store.ts'

/** The render that was started last on this page. */
export const startedJob = createStore<string | null>(null)

/**
 * Brings a render into view when it has just been started, and its film when it is done and the render was being
 * looked at. Whoever does something else meanwhile is left where they are.
 */
export function useReveal(card: RefObject<HTMLElement | null>, jobId: string, over: boolean): void {
  const wasLive = useRef(!over)
  useEffect(() => {
    const element = card.current
    if (!element) return
    if (!over && startedJob.get() === jobId) {
      startedJob.set(null)
      reveal(element)
    } else if (over && wasLive.current) {
      wasLive.current = false
      if (isInSight(element)) reveal(element)
    }
  }, [card, jobId, over])
}

function reveal(element: HTMLElement): void {
  element.scrollIntoView({ block: 'nearest' })
}

function isInSight(element: HTMLElement): boolean {
  const { top } = element.getBoundingClientRect()
  return top >= 0 && top < window.innerHeight
}
