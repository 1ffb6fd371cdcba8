export { type Clip, drawClip } from './animatic/draw-clip.ts'
export { captionFacts, type CaptionFacts } from './captions/caption-facts.ts'
export { elements } from './elements/registry.ts'
export { checkPicture } from './ffmpeg/check-picture.ts'
export { type ExtractFrameOptions, extractFrame } from './ffmpeg/extract-frame.ts'
export { type LocateOptions, locateTools } from './ffmpeg/locate-tools.ts'
export type { AudioFacts, MediaFacts, VideoFacts } from './ffmpeg/media-facts.ts'
export { type ProbeOptions, probe } from './ffmpeg/probe.ts'
export { probePicture } from './ffmpeg/probe-picture.ts'
export type { MediaTools } from './ffmpeg/tools.ts'
export { diskSegments } from './film/disk-segments.ts'
export { type SegmentStore, noSegments } from './film/segment-store.ts'
export { type RenderedFilm, type RenderOptions, type RenderStage, renderTimeline } from './film/render-timeline.ts'
export { type FilmPlan, planFilm } from './film/plan-film.ts'
export {
  type Preview,
  type PreviewOptions,
  frameAt,
  previewFrame,
  previewSources,
} from './film/preview-frame.ts'
export { estimateRender, type RenderEstimate } from './plan/estimate.ts'
export type { Rational } from './plan/rational.ts'
export { type Resolved, resolveDocument } from './plan/resolve-document.ts'
export type { PictureClip, SoundClip, Timeline } from './plan/timeline.ts'
export { collectSources, type SourceUse } from './spec/collect-sources.ts'
export { type DocumentJsonSchema, documentJsonSchema } from './spec/document-json-schema.ts'
export { type RenderDocument, type RenderDocumentInput, renderDocumentSchema } from './spec/document.ts'
export { type FormatFacts, type OutputFormat, outputFormats } from './spec/output-formats.ts'
export { defaultLimits, type RenderLimits } from './spec/limits.ts'
export { placeholder } from './spec/merge-fields.ts'
export { type Validation, validateDocument } from './spec/validate-document.ts'
