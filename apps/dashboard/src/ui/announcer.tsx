import { createStore, useStore } from '../store.ts'

const spoken = createStore({ text: '', turn: 0 })

/** Says something to screen readers, after what they are saying now. */
export function announce(text: string): void {
  spoken.set({ text, turn: spoken.get().turn + 1 })
}

/** The one place that speaks. It must stand in the page before the first words come. */
export function Announcer() {
  const { text, turn } = useStore(spoken)
  return (
    <div className="visually-hidden" role="status">
      {/* The same words twice are two elements, or the second time would not be heard. */}
      <span key={turn}>{text}</span>
    </div>
  )
}
