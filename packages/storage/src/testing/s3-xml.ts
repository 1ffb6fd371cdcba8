export type XmlValue = string | number | Date | XmlNode | readonly XmlNode[] | undefined
export interface XmlNode {
  [tag: string]: XmlValue
}

/** An XML document of `tag`: nested objects are elements, arrays repeat their tag, undefined is left out. */
export function toXml(tag: string, node: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(tag, node)}`
}

function element(tag: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return (value as XmlNode[]).map((item) => element(tag, item)).join('')
  const inner =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? Object.entries(value)
            .map(([name, child]) => element(name, child))
            .join('')
        : String(value).replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`)
  return `<${tag}>${inner}</${tag}>`
}

/** The texts of `tags` in each `<tag>` element of a request body; enough for the flat lists that S3 clients send. */
export function readList<T extends string>(xml: string, tag: string, tags: readonly T[]): Partial<Record<T, string>>[] {
  const blocks = xml.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))
  return Array.from(blocks, ([, block = '']) => {
    const found = tags.map((name) => [name, new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(block)?.[1]] as const)
    const texts = found.filter((pair): pair is readonly [T, string] => pair[1] !== undefined)
    return Object.fromEntries(texts.map(([name, text]) => [name, unescapeText(text)])) as Partial<Record<T, string>>
  })
}

function unescapeText(text: string): string {
  const named: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, name?: string) =>
    code === undefined ? (named[name ?? ''] ?? all) : String.fromCodePoint(Number(code)),
  )
}
