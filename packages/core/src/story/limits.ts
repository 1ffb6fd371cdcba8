// Every limit of what a story holds. Lengths are in UTF-16 code units, as `string.length` counts them.
export const storyTitleMax = 300
export const storyDescriptionMax = 5_000
export const nodeTitleMax = 300
export const nodeContentMax = 10_000
export const nodeKindMax = 50
export const branchNameMax = 100
export const elementNameMax = 200
export const elementDescriptionMax = 10_000
export const factSubjectMax = 200
export const factAttributeMax = 200
export const factValueMax = 2_000
/** Of a node's metadata, an element's fields and a story's settings: bytes of the JSON in UTF-8. */
export const jsonBytesMax = 16_384
/** How deep lists and objects may stand in each other there. */
export const jsonDepthMax = 32
export const storyNodesMax = 50_000
export const factsPerNodeMax = 200
