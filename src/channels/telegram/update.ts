import { z } from 'zod'

const chat = z.object({ id: z.number().int(), type: z.enum(['private', 'group', 'supergroup', 'channel']) })
const user = z.object({ id: z.number().int(), is_bot: z.boolean() })
const file = z.object({
  file_id: z.string().min(1),
  file_size: z.number().optional(),
  file_name: z.string().optional(),
})
const photo = file.extend({ width: z.number(), height: z.number() })

const keyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string().optional() }))),
})

const said = { text: z.string().optional(), caption: z.string().optional() }

const message = z.object({
  message_id: z.number().int(),
  chat,
  from: user.optional(),
  // Seconds since 1970.
  date: z.number().optional(),
  ...said,
  media_group_id: z.string().optional(),
  is_topic_message: z.boolean().optional(),
  message_thread_id: z.number().int().optional(),
  photo: z.array(photo).optional(),
  document: file.optional(),
  video: file.optional(),
  audio: file.optional(),
  voice: file.optional(),
  video_note: file.optional(),
  sticker: z.object({ emoji: z.string().optional() }).optional(),
  // Said, though not in words: the house answers that it cannot read it.
  contact: z.unknown().optional(),
  location: z.unknown().optional(),
  poll: z.unknown().optional(),
  dice: z.unknown().optional(),
  story: z.unknown().optional(),
  reply_to_message: z.object({ from: user.optional(), ...said }).optional(),
  quote: z.object({ text: z.string(), is_manual: z.boolean().optional() }).optional(),
  migrate_to_chat_id: z.number().int().optional(),
})

const press = z.object({
  id: z.string(),
  from: user,
  data: z.string().optional(),
  // An inaccessible message has its chat and its number only; a press in an inline message has none.
  message: z.object({ message_id: z.number().int(), chat, reply_markup: keyboard.optional() }).optional(),
})

const membership = z.object({
  chat,
  from: user,
  old_chat_member: z.object({ status: z.string() }),
  new_chat_member: z.object({ status: z.string() }),
})

const update = z.object({
  update_id: z.number().int().nonnegative(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: press.optional(),
  my_chat_member: membership.optional(),
})

const numbered = z.object({ update_id: z.number().int().nonnegative() })

/** As much of an update as the channel reads. */
export type Update = z.infer<typeof update>
export type Said = z.infer<typeof message>
export type Press = z.infer<typeof press>
export type Membership = z.infer<typeof membership>

export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

export type Read =
  | { readonly kind: 'read'; readonly update: Update }
  /** Not as Telegram documents it; `id` null: it cannot even be acknowledged. `where` names fields, never contents. */
  | { readonly kind: 'unfit'; readonly id: number | null; readonly where: string }

export const readUpdate = (raw: unknown): Read => {
  const read = update.safeParse(raw)
  if (read.success) return { kind: 'read', update: read.data }
  const id = numbered.safeParse(raw)
  const where = read.error.issues.map((issue) => issue.path.join('.')).join(' ')
  return { kind: 'unfit', id: id.success ? id.data.update_id : null, where }
}
