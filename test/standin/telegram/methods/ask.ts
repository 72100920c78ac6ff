import { badRequest } from '../api-error.ts'
import { charactersIn } from '../markup.ts'
import { botObject, chatObject } from '../objects.ts'
import { flagOf, textOf } from '../params.ts'
import type { Method } from './method.ts'

export const getMe: Method = ({ world }) => ({
  ...botObject(world),
  can_join_groups: true,
  can_read_all_group_messages: !world.privacy,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
})

export const getChat: Method = ({ world, params }) => ({
  ...chatObject(world, world.chats.reach(params)),
  accent_color_id: 0,
  max_reaction_count: 11,
})

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
])

export const sendChatAction: Method = ({ world, params }) => {
  if (!actions.has(textOf(params, 'action'))) throw badRequest('wrong parameter action in request')
  world.chats.reach(params)
  return true
}

export const getFile: Method = ({ world, params }) => {
  const id = textOf(params, 'file_id')
  if (id === '') throw badRequest('file_id not specified')
  return world.files.link(id)
}

export const answerCallbackQuery: Method = ({ world, params }) => {
  const press = world.presses.get(textOf(params, 'callback_query_id'))
  const text = textOf(params, 'text')
  if (charactersIn(text) > 200) throw badRequest('MESSAGE_TOO_LONG')
  const now = world.clock.now()
  if (!press || now - press.at > world.pressLifeMs)
    throw badRequest('query is too old and response timeout expired or query ID is invalid')
  world.answers.push({ at: now, updateId: press.updateId, text, alert: flagOf(params, 'show_alert') })
  return true
}
