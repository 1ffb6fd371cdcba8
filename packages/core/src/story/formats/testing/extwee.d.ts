/** The part of extwee that tests use; its own declarations are not reachable through its package.json. */
declare module 'extwee' {
  interface ReadPassage {
    name: string
    tags: string[]
    metadata: Record<string, unknown>
    text: string
  }
  export function parseTwee(text: string): { name: string; start: string; IFID: string; passages: ReadPassage[] }
}
