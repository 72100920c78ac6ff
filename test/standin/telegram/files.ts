import { createHash } from 'node:crypto'
import { extname } from 'node:path'

import { badRequest } from './api-error.ts'
import type { StandinClock } from './clock.ts'
import { type Picture, readPicture } from './picture.ts'
import type { SeenFile } from './types.ts'

export interface StoredFile extends SeenFile {
  readonly uniqueId: string
  /** As it is told, in bytes. */
  readonly size: number
  readonly mime: string
  readonly picture: Picture | undefined
}

export interface Files {
  readonly keep: (kind: SeenFile['kind'], name: string, bytes: Uint8Array, size?: number) => StoredFile
  readonly byId: (fileId: string) => StoredFile | undefined
  /** getFile's answer; its link is good for an hour. */
  readonly link: (fileId: string) => Readonly<Record<string, unknown>>
  readonly open: (path: string) => StoredFile | undefined
}

const mimes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.txt': 'text/plain',
  '.html': 'text/html',
  '.mp4': 'video/mp4',
  '.zip': 'application/zip',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const largestDownload = 20 * 1024 * 1024
const linkLife = 3_600_000

export const createFiles = (clock: StandinClock): Files => {
  const files = new Map<string, StoredFile>()
  const links = new Map<string, { readonly file: StoredFile; readonly until: number }>()
  return {
    keep: (kind, name, bytes, size = bytes.length) => {
      const letter = { document: 'BQ', photo: 'Ag', video: 'BA' }[kind]
      const hash = createHash('sha256').update(bytes).digest('base64url')
      const file: StoredFile = {
        kind,
        name,
        bytes,
        size,
        fileId: `${letter}ACAgIAAxkB${String(files.size + 1).padStart(6, '0')}${hash.slice(0, 24)}`,
        uniqueId: `${letter}AD${hash.slice(0, 12)}`,
        mime: mimes[extname(name).toLowerCase()] ?? 'application/octet-stream',
        picture: kind === 'document' ? undefined : readPicture(bytes),
      }
      files.set(file.fileId, file)
      return file
    },
    byId: (fileId) => files.get(fileId),
    link: (fileId) => {
      const file = files.get(fileId)
      if (!file) throw badRequest('invalid file_id')
      if (file.size > largestDownload) throw badRequest('file is too big')
      const path = `${file.kind}s/file_${[...files.keys()].indexOf(fileId)}${extname(file.name) || '.bin'}`
      links.set(path, { file, until: clock.now() + linkLife })
      return { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.size, file_path: path }
    },
    open: (path) => {
      const link = links.get(path)
      return link && link.until > clock.now() ? link.file : undefined
    },
  }
}
