import { type ReactNode, useId } from 'react'
import styles from './segments.module.css'

interface SegmentsProps<T extends string> {
  legend: string
  isLegendHidden?: boolean
  choices: readonly { value: T; label: ReactNode }[]
  value: T
  onChange(value: T): void
}

/** A few choices of which one holds: radio buttons in a row. */
export function Segments<T extends string>({ legend, isLegendHidden, choices, value, onChange }: SegmentsProps<T>) {
  const name = useId()
  return (
    <fieldset className={styles.group}>
      <legend className={isLegendHidden ? 'visually-hidden' : styles.legend}>{legend}</legend>
      <div className={styles.row}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.choice}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
