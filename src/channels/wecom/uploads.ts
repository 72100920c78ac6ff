import type { ChannelDeps } from '#src/channels/channel.ts'
import { bounded } from '#src/domain/bounded.ts'
import { fileType } from '#src/domain/file-type.ts'
import type { FileRef } from '#src/domain/message.ts'

import { safeName } from './download.ts'
import { refusedFrame } from './frames.ts'
import type { Link } from './link.ts'

export interface MediaMessage {
  readonly type: 'image' | 'file'
  readonly mediaId: string
}

export type Upload =
  | ({ readonly kind: 'ready' } & MediaMessage)
  /** It can never go this way; why, in words for the one who gets the message without it. */
  | { readonly kind: 'cannot'; readonly why: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly errcode?: number }

export interface Uploads {
  /** The platform's id of this file, uploaded once in three days. Never rejects. */
  readonly upload: (link: Link, file: FileRef, bytes: () => Promise<Uint8Array>) => Promise<Upload>
}

const mebibyte = 1024 * 1024
const images = new Set(['image/png', 'image/jpeg', 'image/gif'])
const fewestBytes = 5
const longestName = 256
const rememberedMedia = 500
/** An id lives three days; half a day less is counted on. */
const lifeMs = 2.5 * 24 * 3_600_000

/** At most 256 bytes, its ending kept. */
const nameOf = (file: FileRef): string => {
  const name = safeName(file.name) ?? '文件'
  const ending = /\.\w{1,8}$/.exec(name)?.[0] ?? ''
  const chars = Array.from(name.slice(0, name.length - ending.length))
  while (Buffer.byteLength(chars.join('') + ending) > longestName) chars.pop()
  return chars.join('') + ending
}

const cannot = (why: string): Upload => ({ kind: 'cannot', why })

/** A refused frame as it came, or the SDK's own words about a chunk. */
const failedWith = (error: unknown): Extract<Upload, { kind: 'failed' }> => {
  const frame = refusedFrame.safeParse(error)
  if (frame.success) {
    const { errcode, errmsg } = frame.data
    return { kind: 'failed', errcode, reason: `文件没有传上去(${errcode} ${errmsg.slice(0, 60)})` }
  }
  const why = error instanceof Error ? error.message.slice(0, 120) : '没有回执'
  return { kind: 'failed', reason: `文件没有传上去(${why})` }
}

export const createUploads = ({ log, machine }: ChannelDeps): Uploads => {
  const kept = bounded<string, MediaMessage & { at: number }>(rememberedMedia)
  // A broadcast asks for the same file two hundred times at once.
  const running = new Map<string, Promise<Upload>>()

  const upload = async (link: Link, file: FileRef, load: () => Promise<Uint8Array>, at: string): Promise<Upload> => {
    try {
      const bytes = Buffer.from(await load())
      if (bytes.length < fewestBytes) return cannot('文件是空的')
      if (bytes.length > 20 * mebibyte) return cannot('超过20兆')
      const type = images.has(fileType(bytes)) && bytes.length <= 10 * mebibyte ? 'image' : 'file'
      const { mediaId } = await link.upload(bytes, type, nameOf(file))
      kept.set(at, { type, mediaId, at: machine.now() })
      return { kind: 'ready', type, mediaId }
    } catch (error) {
      const failed = failedWith(error)
      log.warn({ reason: failed.reason, size: file.size }, 'file not uploaded')
      return failed
    }
  }

  return {
    upload: async (link, file, load) => {
      const at = `${file.sha256}/${file.name}`
      const known = kept.get(at)
      if (known !== undefined && machine.now() - known.at < lifeMs)
        return { kind: 'ready', type: known.type, mediaId: known.mediaId }
      const mine = running.get(at) ?? upload(link, file, load, at)
      running.set(at, mine)
      try {
        return await mine
      } finally {
        running.delete(at)
      }
    },
  }
}
