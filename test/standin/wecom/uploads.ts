import { createHash, randomUUID } from 'node:crypto'

import type { Body } from './content.ts'
import { type State, type Verdict, ok, refuse } from './state.ts'

interface Upload {
  readonly type: string
  readonly name: string
  readonly size: number
  readonly count: number
  readonly md5: string | undefined
  readonly at: number
  readonly chunks: Map<number, Buffer>
}

const mega = 1024 * 1024
const most: Readonly<Record<string, number>> = { file: 20 * mega, image: 10 * mega, video: 10 * mega, voice: 2 * mega }
const endings: Readonly<Record<string, RegExp>> = {
  file: /./,
  image: /\.(png|jpe?g|gif)$/i,
  video: /\.mp4$/i,
  voice: /\.amr$/i,
}
const chunkBytes = 512 * 1024
const sessionMs = 30 * 60_000
const mediaMs = 3 * 24 * 3_600_000

export interface Uploads {
  readonly on: (cmd: string, body: Body) => Verdict
}

/** Uploads in pieces: init, chunks in any order and as often as you like, finish. They outlive a connection. */
export const createUploads = (state: State): Uploads => {
  const uploads = new Map<string, Upload>()
  const begun: number[] = []
  const wrong = (errmsg: string): Verdict => refuse(state.codes.badUpload, errmsg)

  const init = (body: Body): Verdict => {
    const { type, filename, total_size: size, total_chunks: count, md5 } = body
    const now = state.now()
    const within = (ms: number): number => begun.filter((at) => at > now - ms).length
    if (within(60_000) >= 30 || within(3_600_000) >= 1000) return refuse(state.codes.tooOften, 'upload frequency limit')
    if (typeof type !== 'string' || most[type] === undefined) return wrong('invalid type')
    if (typeof filename !== 'string' || filename === '' || Buffer.byteLength(filename) > 256)
      return wrong('invalid filename')
    if (!endings[type]!.test(filename)) return wrong(`invalid file type for ${type}`)
    if (typeof size !== 'number' || size < 5 || size > most[type]) return wrong('invalid total_size')
    if (typeof count !== 'number' || count < 1 || count > 100 || size > count * chunkBytes)
      return wrong('invalid total_chunks')
    begun.push(now)
    const id = randomUUID()
    const hash = typeof md5 === 'string' ? md5 : undefined
    uploads.set(id, { type, name: filename, size, count, md5: hash, at: now, chunks: new Map() })
    return { ...ok, body: { upload_id: id } }
  }

  const chunk = (upload: Upload, body: Body): Verdict => {
    const { chunk_index: at, base64_data: data } = body
    if (typeof at !== 'number' || !Number.isInteger(at) || at < 0 || at >= upload.count)
      return wrong('invalid chunk_index')
    const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.alloc(0)
    if (bytes.length === 0 || bytes.length > chunkBytes) return wrong('invalid chunk size')
    upload.chunks.set(at, bytes)
    return ok
  }

  const finish = (id: string, upload: Upload): Verdict => {
    if (upload.chunks.size < upload.count) return wrong(`${upload.count - upload.chunks.size} chunks missing`)
    const bytes = Buffer.concat(Array.from({ length: upload.count }, (_, at) => upload.chunks.get(at)!))
    if (bytes.length !== upload.size) return wrong('total_size differs')
    if (upload.md5 !== undefined && createHash('md5').update(bytes).digest('hex') !== upload.md5)
      return wrong('md5 differs')
    const now = state.now()
    const mediaId = randomUUID()
    uploads.delete(id)
    state.media.set(mediaId, { type: upload.type, name: upload.name, bytes, until: now + mediaMs })
    return { ...ok, body: { type: upload.type, media_id: mediaId, created_at: `${Math.trunc(now / 1000)}` } }
  }

  return {
    on: (cmd, body) => {
      if (cmd === 'aibot_upload_media_init') return init(body)
      const id = String(body['upload_id'])
      const upload = uploads.get(id)
      if (upload === undefined || state.now() - upload.at > sessionMs) return wrong('invalid upload_id')
      return cmd === 'aibot_upload_media_chunk' ? chunk(upload, body) : finish(id, upload)
    },
  }
}
