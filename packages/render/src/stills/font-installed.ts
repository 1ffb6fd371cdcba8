import sharp from 'sharp'
import { genericFonts } from '../spec/fonts.ts'

const sample = 'Hamburgefonstiv 0123'
const nowhere = 'Cronicl No Such Font'
const known = new Map<string, Promise<boolean>>()
/** Names come from users: the memory of them is bounded. */
const maxKnown = 500

/** Whether a font family is installed: one that is not is drawn exactly as a family that cannot exist. */
export function fontInstalled(family: string): Promise<boolean> {
  const name = family.toLowerCase()
  if (genericFonts.includes(name)) return Promise.resolve(true)
  const answer = known.get(name) ?? compare(family)
  if (known.size >= maxKnown) known.clear()
  known.set(name, answer)
  return answer
}

async function compare(family: string): Promise<boolean> {
  const [asked, missing] = await Promise.all([draw(family), draw(nowhere)])
  return !asked.equals(missing)
}

function draw(family: string): Promise<Buffer> {
  return sharp({ text: { text: sample, font: `${family}, 24`, dpi: 72 } })
    .raw()
    .toBuffer()
}
