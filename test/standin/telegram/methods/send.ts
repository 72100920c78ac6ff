import { badRequest } from '../api-error.ts'
import { keyboardOf } from '../keyboard.ts'
import { isFields, jsonOf, type Params } from '../params.ts'
import type { World } from '../world.ts'
import { fileIn, fileMeant } from './media.ts'
import type { Method } from './method.ts'
import { mannerIn, place, type Placed } from './place.ts'
import { captionIn, textIn } from './text.ts'

export const sendMessage: Method = ({ world, params, method }) => {
  const words = textIn(params)
  const keyboard = keyboardOf(params)
  const chat = world.chats.reach(params)
  return place(world, method, chat, [{ ...words, keyboard }], mannerIn(params, chat))[0]
}

const sendFile =
  (kind: 'photo' | 'document'): Method =>
  ({ world, params, method }) => {
    const words = captionIn(params)
    const keyboard = keyboardOf(params)
    const file = fileIn(world, params, kind)
    const chat = world.chats.reach(params)
    return place(world, method, chat, [{ ...words, keyboard, file }], mannerIn(params, chat))[0]
  }

export const sendPhoto = sendFile('photo')
export const sendDocument = sendFile('document')

const kinds = { photo: 'photo', document: 'document', video: 'video' } as const
const isKind = (type: unknown): type is keyof typeof kinds => typeof type === 'string' && type in kinds

const albumItem = (world: World, params: Params, mediaGroup: string, item: unknown): Placed => {
  if (!isFields(item)) throw badRequest("can't parse InputMedia: expected an Object")
  const { type, media } = item
  if (!isKind(type)) throw badRequest(`can't parse InputMedia: type "${String(type)}" can't be used in sendMediaGroup`)
  const words = captionIn({ raw: item, files: params.files })
  return { ...words, mediaGroup, file: fileMeant(world, params, kinds[type], String(media)) }
}

export const sendMediaGroup: Method = ({ world, params, method }) => {
  const media = jsonOf(params, 'media', 'media')
  if (media === undefined) throw badRequest('parameter "media" is required')
  if (!Array.isArray(media) || media.length === 0) throw badRequest('there are no messages to send')
  if (media.length > 10) throw badRequest('too many messages to send as an album')
  const types = media.map((item: unknown) => (isFields(item) ? item['type'] : undefined))
  if (types.includes('document') && types.some((type) => type !== 'document'))
    throw badRequest("document can't be mixed with other media types")
  const group = `1${String(world.random.below(1e15)).padStart(15, '0')}`
  const items = media.map((item: unknown) => albumItem(world, params, group, item))
  const chat = world.chats.reach(params)
  return place(world, method, chat, items, mannerIn(params, chat))
}
