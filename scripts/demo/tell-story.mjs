/** Of one suggestion; with more pictures than that a scene goes over several. */
const mostScenes = 12

/**
 * A story to pictures: its scenes are suggested by one request, and become part of it by ordinary edits, one after the
 * other. Without a provider's key the server's sandbox makes them up.
 * @param {import('@cronicl/client').CroniclClient} client
 * @param {string[]} pictures their titles
 * @returns {Promise<string[]>} the scenes' titles, in order
 */
export async function tellStory({ api }, pictures) {
  const { id: timelineId, mainBranch } = await api.timelines.create.mutate({
    title: 'What the pictures tell',
    root: { content: 'There was a box of old pictures, and one evening it was opened.' },
  })
  const { ghostNodes, usage } = await api.ai.suggestFromTimeline.mutate({
    timelineId,
    nodeId: mainBranch.headNodeId,
    count: Math.min(pictures.length, mostScenes),
    explorationRatio: 0,
    prompt: `Let each scene go on where the one before it ends. They go, one by one, with these pictures: ${listed(pictures)}`,
  })
  console.log(`${ghostNodes.length} scenes suggested by ${usage.model} (${usage.provider}) for ${dollars(usage)}:`)
  for (const { suggestionId, title, content, facts } of ghostNodes) {
    await api.timelines.createNode.mutate({
      timelineId,
      branchId: mainBranch.id,
      suggestionId,
      title,
      content,
      facts,
    })
    console.log(`  “${title}” is part of the story`)
  }
  return ghostNodes.map(({ title }) => title)
}

/** A title is the file's name: `wood_anemones` is “wood anemones”. @param {string[]} pictures */
function listed(pictures) {
  const names = pictures.map((picture) => `“${picture.replaceAll(/[_-]+/g, ' ')}”`)
  return `${names.join(', ').slice(0, 8_000)}.`
}

/** @param {{ costMicroUsd: number }} usage */
function dollars({ costMicroUsd }) {
  return `$${(costMicroUsd / 1e6).toFixed(4)}`
}
