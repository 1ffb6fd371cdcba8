const sampleRate = 44_100
const songS = 18
const chordS = 1.5
const progression = [
  [220, 261.63, 329.63],
  [174.61, 220, 261.63],
  [130.81, 164.81, 196],
  [196, 246.94, 293.66],
]

/** Four chords over and over, each note a decaying sine: a WAV file (RIFF) of 16-bit mono. */
export function chords() {
  const samples = sampleRate * songS
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(sampleRate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++) wav.writeInt16LE(sampleAt(i / sampleRate), 44 + i * 2)
  return wav
}

/** @param {number} t seconds */
function sampleAt(t) {
  const chord = progression[Math.floor(t / chordS) % progression.length] ?? []
  const fade = Math.min(1, t / 0.5, (songS - t) / chordS)
  const wave = chord.reduce((sum, hz) => sum + Math.sin(2 * Math.PI * hz * t), 0)
  return Math.round(wave * Math.exp(-(t % chordS) * 1.2) * fade * 7_000)
}
