import styles from './asset-cover.module.css'

const bars = 24

/** A drawn wave for sound, which has no picture: always the same for the same file, so that it can be recognised. */
export function SoundCover({ seed }: { seed: string }) {
  return (
    <svg className={styles.sound} viewBox="0 0 120 90" aria-hidden="true" focusable="false">
      {Array.from({ length: bars }, (_, at) => {
        const height = heightOf(seed, at)
        return (
          <rect
            key={at}
            x={6 + at * 4.5}
            y={45 - height / 2}
            width="2.5"
            height={height}
            rx="1.25"
            fill="currentColor"
          />
        )
      })}
    </svg>
  )
}

/** Louder in the middle, as a song is; the rest is in the letters of the seed. */
function heightOf(seed: string, at: number): number {
  const swell = Math.sin(((at + 0.5) / bars) * Math.PI)
  const letter = (seed.charCodeAt(at % seed.length) * 37 + at * 11) % 32
  return 4 + swell * (10 + letter)
}
