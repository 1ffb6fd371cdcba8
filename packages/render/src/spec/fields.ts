import { z } from 'zod'

/** The kinds of value that many fields of the document share. */
export const secondsMax = 10_800

export const seconds = () => z.number().min(0).max(secondsMax)

export const colorSchema = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'A colour is written as "#rrggbb".')

export const colorWithAlphaSchema = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/, 'A colour is written as "#rrggbb" or "#rrggbbaa".')

export const srcSchema = z.string().min(1).max(2048).describe('Asset id or public http(s) URL')

export const volumeSchema = z.number().min(0).max(4).describe('Loudness; 1 is the source’s own, 0 is silence')
