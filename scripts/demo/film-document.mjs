const secondsPerPicture = 4
const fadeS = 0.5
const motions = ['zoomIn', 'panRight', 'zoomOut', 'panLeft']
const captionLength = 80

/**
 * What a film shows of the assets; throws when there is nothing.
 * @param {import('@cronicl/client').Asset[]} assets
 */
export function shotsOf(assets) {
  const shots = assets.filter((asset) => asset.type === 'image' || asset.type === 'video')
  if (shots.length === 0) throw new Error('A film needs at least one picture or video.')
  return shots
}

/**
 * A film of pictures and clips over a song: the song decides how long it lasts, and the pictures share that time. So do
 * the captions, one after the other.
 * @param {import('@cronicl/client').Asset[]} assets
 * @param {string[]} captions
 * @returns {import('@cronicl/client').RenderInput}
 */
export function filmDocument(assets, captions) {
  const shots = shotsOf(assets)
  const song = assets.find((asset) => asset.type === 'audio')
  const totalS = song ? /** @type {number} */ (song.durationMs) / 1000 : shots.length * secondsPerPicture
  const eachS = totalS / shots.length
  const clips = shots.map((asset, index) => ({
    asset: /** @type {const} */ ({ type: asset.type, src: asset.id }),
    start: index * eachS,
    length: index === shots.length - 1 ? /** @type {const} */ ('end') : eachS,
    fit: /** @type {const} */ ('cover'),
    fadeIn: fadeS,
    fadeOut: fadeS,
    ...(asset.type === 'image' ? { motion: { type: motions[index % motions.length] } } : {}),
  }))
  const title = {
    asset: { type: 'text', text: 'Cronicl', fontSize: 64, color: '#ffffff' },
    start: 0,
    length: Math.min(3, totalS),
    position: 'top',
    offset: { x: 0, y: 0.08 },
    fadeIn: fadeS,
    fadeOut: fadeS,
  }
  const captionS = totalS / captions.length
  const captionClips = captions.map((text, index) => ({
    asset: { type: 'text', text: shortened(text), fontSize: 40, color: '#ffffff', background: '#00000080' },
    start: index * captionS,
    length: index === captions.length - 1 ? 'end' : captionS,
    position: 'bottom',
    offset: { x: 0, y: -0.08 },
    fadeIn: fadeS,
    fadeOut: fadeS,
  }))
  const sound = song
    ? [{ parentDurationDecider: true, clips: [{ asset: { type: 'audio', src: song.id }, start: 0 }] }]
    : []
  return /** @type {import('@cronicl/client').RenderInput} */ ({
    output: { format: 'mp4', width: 1280, height: 720, fps: 25 },
    ...(song ? {} : { duration: totalS }),
    background: '#000000',
    tracks: [{ clips }, { clips: [title] }, { clips: captionClips }, ...sound],
  })
}

/** @param {string} text */
function shortened(text) {
  return text.length > captionLength
    ? `${text
        .slice(0, captionLength - 1)
        .toWellFormed()
        .trimEnd()}…`
    : text
}
