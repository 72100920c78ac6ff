import { ApiError, badRequest } from '../api-error.ts'
import type { StoredFile } from '../files.ts'
import type { Params, Upload } from '../params.ts'
import { textOf } from '../params.ts'
import type { World } from '../world.ts'

const largest = { photo: 10 * 1024 * 1024, document: 50 * 1024 * 1024, video: 50 * 1024 * 1024 }

const checkPhoto = ({ picture }: StoredFile): void => {
  if (!picture) throw badRequest('IMAGE_PROCESS_FAILED')
  const { width, height } = picture
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height))
  if (width + height > 10_000 || ratio > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS')
}

const upload = (world: World, kind: StoredFile['kind'], { name, bytes }: Upload): StoredFile => {
  if (bytes.length === 0) throw badRequest('file must be non-empty')
  if (bytes.length > largest[kind]) {
    if (kind !== 'photo') throw new ApiError(413, 'Request Entity Too Large')
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${largest.photo} bytes`,
    )
  }
  const file = world.files.keep(kind, name, bytes)
  if (kind === 'photo') checkPhoto(file)
  return file
}

/** The file that a call means: uploaded with it, or sent before. `given` is what stands in its field. */
export const fileMeant = (world: World, params: Params, kind: StoredFile['kind'], given: string): StoredFile => {
  const name = /^attach:\/\/(.+)$/.exec(given)?.[1]
  if (name !== undefined) {
    const part = params.files.get(name)
    if (!part) throw badRequest('wrong remote file identifier specified: there is no such file in the request')
    return upload(world, kind, part)
  }
  if (/^https?:\/\//i.test(given)) throw badRequest('failed to get HTTP URL content')
  const known = world.files.byId(given)
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  if (known.kind !== kind) throw badRequest(`can't use file of type ${known.kind} as ${kind}`)
  return known
}

/** The file of sendPhoto or sendDocument: a part of that name, or what its field says. */
export const fileIn = (world: World, params: Params, kind: StoredFile['kind']): StoredFile => {
  const part = params.files.get(kind)
  if (part) return upload(world, kind, part)
  const given = textOf(params, kind)
  if (given === '') throw badRequest(`there is no ${kind} in the request`)
  return fileMeant(world, params, kind, given)
}
