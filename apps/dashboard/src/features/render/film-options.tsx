import { Field } from '../../ui/field.tsx'
import { formatDuration, formatSeconds } from '../../ui/format.ts'
import { Segments } from '../../ui/segments.tsx'
import { Switch } from '../../ui/switch.tsx'
import styles from './film-options.module.css'
import type { FilmSettings } from './plan-film.ts'
import type { Picks } from './selection.ts'

const formats = [
  { value: 'landscape', label: <Shape name="Landscape" size="1280 × 720" /> },
  { value: 'portrait', label: <Shape name="Vertical" size="720 × 1280" /> },
] as const

interface FilmOptionsProps {
  settings: FilmSettings
  onChange(settings: FilmSettings): void
  picks: Picks
}

/** The settings that a film has. */
export function FilmOptions({ settings, onChange, picks: { shots, song } }: FilmOptionsProps) {
  const set = (change: Partial<FilmSettings>): void => onChange({ ...settings, ...change })
  const hasPictures = shots.some(({ type }) => type === 'image')
  return (
    <div className={styles.options}>
      <Segments legend="Size" choices={formats} value={settings.format} onChange={(format) => set({ format })} />
      {!song && hasPictures && (
        <Seconds value={settings.secondsPerPicture} onChange={(secondsPerPicture) => set({ secondsPerPicture })} />
      )}
      {song && shots.length > 0 && <p className={styles.hint}>{songHint(song.durationMs, shots)}</p>}
      {hasPictures && (
        <Switch
          label="Ken Burns"
          hint="The camera moves slowly over each picture"
          checked={settings.hasMotion}
          onChange={(hasMotion) => set({ hasMotion })}
        />
      )}
      <Switch
        label="Crossfades"
        hint="One shot melts into the next"
        checked={settings.hasCrossfades}
        onChange={(hasCrossfades) => set({ hasCrossfades })}
      />
    </div>
  )
}

function Seconds({ value, onChange }: { value: number; onChange(seconds: number): void }) {
  return (
    <Field
      label="Seconds per picture"
      type="number"
      inputMode="decimal"
      min={0.5}
      max={30}
      step={0.1}
      required
      defaultValue={value}
      onChange={({ target }) => {
        // While it is typed, a number may be none or out of bounds; the last good one holds until then.
        if (target.validity.valid) onChange(target.valueAsNumber)
      }}
    />
  )
}

function Shape({ name, size }: { name: string; size: string }) {
  return (
    <span className={styles.shape}>
      {name} <small>{size}</small>
    </span>
  )
}

function songHint(songMs: number | null, shots: Picks['shots']): string {
  const videos = shots.filter(({ type }) => type === 'video')
  const videosMs = videos.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)
  const repeats = videos.length === shots.length && videosMs < (songMs ?? 0) ? ' and start again until it is over' : ''
  const muted = videos.length > 0 ? ` The videos play without their own sound${repeats}.` : ''
  if (songMs === null) return `The film lasts as long as the song.${muted}`
  const each = videos.length === 0 ? `, about ${formatSeconds(songMs / 1_000 / shots.length)} for each picture` : ''
  return `The film lasts as long as the song: ${formatDuration(songMs)}${each}.${muted}`
}
