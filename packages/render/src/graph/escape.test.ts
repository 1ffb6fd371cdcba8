import { expect, test } from 'vitest'
import { run } from '../ffmpeg/run.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { formatNumber } from './escape.ts'
import { chain, filter, graphOf } from './filter.ts'

const suite = mediaSuite()

test.each(["it's", 'a:b', 'a\\b', '[in];null,x', "\\'", 'a=b:c=d', '%{pts}', "';drawtext=text='x"])(
  'FFmpeg reads %s as it is written',
  async (value) => {
    const graph = chain(
      [],
      [
        'nullsrc=s=2x2:d=0.04',
        filter('metadata', { mode: 'add', key: 'k', value }),
        filter('metadata', { mode: 'print', file: 'pipe:1' }),
      ],
      'o',
    )
    const args = ['-nostdin', '-v', 'error', '-filter_complex', graph, '-map', '[o]', '-f', 'null', '-']
    const { stdout } = await run({ command: suite.tools.ffmpegPath, args, timeoutMs: 10_000, maxStdoutBytes: 10_000 })
    expect(stdout.split('\n')).toContain(`k=${value}`)
  },
)

test('numbers are written as FFmpeg reads them', () => {
  expect([0, -0, 1, 0.1 + 0.2, 1e-7, -1e-12, 1e9].map(formatNumber)).toEqual([
    '0',
    '0',
    '1',
    '0.3',
    '0.0000001',
    '0',
    '1000000000',
  ])
  expect(() => formatNumber(Number.NaN)).toThrow(RangeError)
})

test('chains leave out what is not needed', () => {
  expect(graphOf([chain(['0:v', 'a'], ['x', null, filter('y', { k: 1 })], ['b', 'c']), chain([], ['z'], 'd')])).toBe(
    '[0:v][a]x,y=k=1[b][c];\nz[d]',
  )
})
