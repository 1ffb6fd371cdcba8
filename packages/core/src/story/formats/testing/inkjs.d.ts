/** The part of inkjs that tests use; its own declarations name their files without extensions, which nodenext does not find. */
declare module 'inkjs/full' {
  interface InkGame {
    state: { ToJson(): string; LoadJson(json: string): void }
    currentChoices: { text: string }[]
    ContinueMaximally(): string | null
    ChooseChoiceIndex(index: number): void
  }
  export class Compiler {
    constructor(source: string)
    Compile(): InkGame
  }
}
