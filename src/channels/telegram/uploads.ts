import { type Api, InputFile } from 'grammy'

import { bounded } from '#src/domain/bounded.ts'
import type { FileRef } from '#src/domain/message.ts'

import type { Clients } from './api.ts'
import { attempt, type Called } from './faults.ts'

/** All that a message with a file has besides the file itself. */
export type FilePayload = Omit<Parameters<Api['raw']['sendPhoto']>[0], 'photo'>

export interface Uploads {
  /** Sends the file; its bytes travel once, after that Telegram's own copy is sent. Resolves with the message's number. */
  readonly send: (file: FileRef, load: () => Promise<Uint8Array>, payload: FilePayload) => Promise<Called<number>>
}

const remembered = 500
/** Telegram takes a larger picture only as a document. */
const largestPhoto = 10 * 1024 * 1024
const pictures = new Set(['image/png', 'image/jpeg', 'image/webp'])

/** The library writes the name unquoted; Telegram cuts it at `;` and decodes `%`. */
const sentName = (name: string): string => name.replaceAll(/[;%"\r\n/\\]/g, '_') || '文件'

/** A picture that Telegram will not show as one: too long, or not what its type says. */
const noPhoto = /PHOTO_|IMAGE_PROCESS|wrong type of the web page content/i
const forgotten = /wrong (?:remote )?file (?:identifier|_id)|file reference/i

const isNoPhoto = (called: Called<number>): boolean =>
  !called.ok && called.fault.kind === 'told' && noPhoto.test(called.fault.description)

export const createUploads = ({ sender, files, scrub }: Pick<Clients, 'sender' | 'files' | 'scrub'>): Uploads => {
  const known = bounded<string, string>(remembered)
  const uploading = new Map<string, Promise<void>>()
  // Pictures that Telegram did not take for any: not to be tried again for each of a broadcast's readers.
  const noPhotos = bounded<string, true>(remembered)

  const sendPhoto = (api: Api, photo: string | InputFile, payload: FilePayload) =>
    attempt(async () => {
      const sent = await api.raw.sendPhoto({ ...payload, photo })
      return { messageId: sent.message_id, fileId: sent.photo.at(-1)?.file_id }
    }, scrub)

  const sendDocument = (api: Api, document: string | InputFile, payload: FilePayload) =>
    attempt(async () => {
      const sent = await api.raw.sendDocument({ ...payload, document })
      return { messageId: sent.message_id, fileId: sent.document?.file_id }
    }, scrub)

  const upload = async (
    key: string,
    file: FileRef,
    load: () => Promise<Uint8Array>,
    payload: FilePayload,
    asPhoto: boolean,
  ): Promise<Called<number>> => {
    let bytes: Uint8Array
    try {
      bytes = await load()
    } catch (error) {
      return { ok: false, fault: { kind: 'unready', reason: scrub(String(error)) } }
    }
    const input = new InputFile(bytes, sentName(file.name))
    const called = await (asPhoto ? sendPhoto : sendDocument)(files, input, payload)
    if (!called.ok) return called
    if (called.value.fileId !== undefined) known.set(key, called.value.fileId)
    return { ok: true, value: called.value.messageId }
  }

  const sendAs = async (
    asPhoto: boolean,
    file: FileRef,
    load: () => Promise<Uint8Array>,
    payload: FilePayload,
  ): Promise<Called<number>> => {
    // A document keeps the name under which it was uploaded; a photo has none.
    const key = asPhoto ? file.sha256 : `${file.sha256}/${file.name}`
    // The others wait for the first upload, so that a broadcast's picture travels once.
    while (!known.get(key) && uploading.has(key)) await uploading.get(key)
    if (asPhoto && noPhotos.get(file.sha256)) return sendAs(false, file, load, payload)
    const fileId = known.get(key)
    if (fileId !== undefined) {
      const called = await (asPhoto ? sendPhoto : sendDocument)(sender, fileId, payload)
      if (called.ok) return { ok: true, value: called.value.messageId }
      if (called.fault.kind !== 'told' || !forgotten.test(called.fault.description)) return called
      known.delete(key)
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    uploading.set(key, promise)
    try {
      const called = await upload(key, file, load, payload, asPhoto)
      // Before the others go on waiting for it.
      if (asPhoto && isNoPhoto(called)) noPhotos.set(file.sha256, true)
      return called
    } finally {
      uploading.delete(key)
      resolve()
    }
  }

  return {
    send: async (file, load, payload) => {
      const asPhoto = pictures.has(file.type) && file.size <= largestPhoto
      const called = await sendAs(asPhoto, file, load, payload)
      return asPhoto && isNoPhoto(called) ? sendAs(false, file, load, payload) : called
    },
  }
}
