import { type FormEvent, useMemo, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { describeError } from '../../ui/describe-error.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './composer.module.css'
import { EstimateLine } from './estimate-line.tsx'
import { FilmOptions } from './film-options.tsx'
import { type FilmSettings, defaultSettings, planFilm } from './plan-film.ts'
import { Storyboard } from './storyboard.tsx'
import { useEstimate } from './use-estimate.ts'
import type { Selection } from './use-selection.ts'
import { useStartRender } from './use-start-render.ts'

/** The film in the making: what was chosen, a few settings, what it will cost, and the button. */
export function Composer({ selection }: { selection: Selection }) {
  const { picks, count, clear } = selection
  const [settings, setSettings] = useState<FilmSettings>(defaultSettings)
  const document = useMemo(() => planFilm(picks, settings), [picks, settings])
  const estimate = useEstimate(document)
  const start = useStartRender()
  const isRefused = !estimate.isOld && estimate.data?.valid === false

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (document && !isRefused && !start.isPending) start.mutate(document)
  }
  return (
    <Card
      title="New film"
      id="new-film"
      aside={
        count > 0 && (
          <Button look="quiet" onClick={clear}>
            Start over
          </Button>
        )
      }
    >
      {count === 0 ? (
        <p className={styles.empty}>
          Choose pictures and videos in the library, in the order of the film. Add one sound, and the film lasts as long
          as it does.
        </p>
      ) : (
        <form className={styles.form} onSubmit={onSubmit} aria-label="New film">
          <Storyboard selection={selection} />
          <FilmOptions settings={settings} onChange={setSettings} picks={picks} />
          <EstimateLine document={document} picks={picks} estimate={estimate} />
          {start.error && <Notice tone="problem">The render did not start. {describeError(start.error)}</Notice>}
          <Button
            type="submit"
            look="primary"
            className={styles.go}
            disabled={!document || isRefused}
            busy={start.isPending}
          >
            {start.isPending ? 'Starting …' : 'Render'}
          </Button>
        </form>
      )}
    </Card>
  )
}
