import type { Incoming, IncomingFile } from '#src/channels/channel.ts'

import type { Membership, Press, Said, Update } from './update.ts'

/** Who this bot is, by getMe. */
export interface Me {
  readonly id: number
  readonly username: string
}

const channel = 'telegram'

/** A name for the store: no path, no control characters, no end. */
const cleanName = (name: string | undefined, fallback: string): string => {
  const last = (name ?? '').split(/[/\\]/).at(-1)!
  return (
    last
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(-100) || fallback
  )
}

type Attached = NonNullable<Said['document']>

const incomingFile = ({ file_id: id, file_size: size, file_name: name }: Attached, fallback: string): IncomingFile => ({
  id,
  name: cleanName(name, fallback),
  size: size ?? null,
})

const filesOf = (message: Said): IncomingFile[] => {
  const largest = message.photo?.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
  const attached: readonly (readonly [Attached | undefined, string])[] = [
    [largest, '照片.jpg'],
    [message.document, '文件'],
    [message.video, '视频.mp4'],
    [message.audio, '音频.mp3'],
    [message.voice, '语音.ogg'],
    [message.video_note, '视频.mp4'],
  ]
  return attached.flatMap(([one, name]) => (one === undefined ? [] : [incomingFile(one, name)]))
}

/** Photos of an album have no names of their own: told apart by a number. */
const numbered = (files: readonly IncomingFile[]): IncomingFile[] =>
  files.map((file, at) =>
    file.name === '照片.jpg' && files.length > 1 ? { ...file, name: `照片${at + 1}.jpg` } : file,
  )

const said = ({
  text,
  caption,
}: {
  readonly text?: string | undefined
  readonly caption?: string | undefined
}): string => text ?? caption ?? ''

const isContent = ({ sticker, contact, location, poll, dice, story, ...message }: Said): boolean =>
  said(message) !== '' ||
  filesOf(message).length > 0 ||
  [sticker, contact, location, poll, dice, story].some((one) => one !== undefined)

const isOurs = (message: Said, me: Me): boolean => message.reply_to_message?.from?.id === me.id

/** /cmd@thisbot → /cmd; what is no such command stays as it is. Null: the command is another bot's. */
const withoutAddress = (text: string, me: Me): string | null => {
  const [head, command, bot] = /^(\/\w+)@(\w+)/.exec(text) ?? []
  if (head === undefined) return text
  return bot!.toLowerCase() === me.username.toLowerCase() ? `${command!}${text.slice(head.length)}` : null
}

/** The words of a group's message that is for this bot; null: it is for somebody else. */
const addressedWords = (text: string, isReply: boolean, me: Me): string | null => {
  if (/^\/\w+@/.test(text)) {
    const command = withoutAddress(text, me)
    // An invitation's code is for the private chat alone: here the house only says so.
    return command === null ? null : command.replace(/^(\/start)\b[^]*$/, '$1')
  }
  const mention = new RegExp(`(?<![\\w.@])@${me.username}(?!\\w)`, 'i')
  if (mention.test(text)) return text.replace(mention, ' ').trim()
  return isReply ? text : null
}

const quotedOf = (parts: readonly Said[], me: Me): string | undefined => {
  const reply = parts.find((part) => isOurs(part, me))
  if (reply === undefined) return undefined
  return reply.quote?.is_manual === true ? reply.quote.text : said(reply.reply_to_message!)
}

/** Of a text that was cut where it had to be, nothing is missing; elsewhere the border was a blank or the end of a line. */
const mostText = 4096

/** An album has one caption; the pieces of a long text are the one text they were. */
const writtenIn = (parts: readonly Said[]): string =>
  parts.some(({ media_group_id: album }) => album !== undefined)
    ? (parts.map(said).find((one) => one !== '') ?? '')
    : parts
        .map((part, at) => (at < parts.length - 1 && said(part).length < mostText ? `${said(part)}\n` : said(part)))
        .join('')

/** One message, or the parts of an album or of a long text as the one message they were. */
const fromSaid = (id: number, parts: readonly Said[], kind: 'text' | 'edited', me: Me): Incoming | null => {
  const { chat, from } = parts[0]!
  if (chat.type === 'channel' || from === undefined || from.is_bot || !parts.some(isContent)) return null
  const isPrivate = chat.type === 'private'
  const written = writtenIn(parts) || (parts[0]!.sticker?.emoji ?? '')
  const isReply = parts.some((part) => isOurs(part, me))
  const text = isPrivate ? (withoutAddress(written, me) ?? written) : addressedWords(written, isReply, me)
  if (text === null) return null
  const quoted = quotedOf(parts, me)
  return {
    id: String(id),
    channel,
    chat: { id: String(chat.id), kind: isPrivate ? 'single' : 'group' },
    from: String(from.id),
    kind,
    text,
    ...(quoted === undefined ? {} : { quoted }),
    files: numbered(parts.flatMap(filesOf)),
  }
}

const fromPress = (id: number, { from, data, message }: Press): Incoming | null => {
  if (data === undefined || message === undefined || message.chat.type === 'channel' || from.is_bot) return null
  const kind = message.chat.type === 'private' ? 'single' : 'group'
  return {
    id: String(id),
    channel,
    chat: { id: String(message.chat.id), kind },
    from: String(from.id),
    kind: 'press',
    text: data,
    files: [],
  }
}

const out = new Set(['kicked', 'left'])

/** A private chat says by this exactly that the bot was blocked or let in again; groups are found out when sending. */
const fromMembership = (id: number, { chat, from, old_chat_member: old, new_chat_member: now }: Membership) => {
  if (chat.type !== 'private' || out.has(old.status) === out.has(now.status)) return null
  const kind = out.has(now.status) ? 'blocked' : 'opened'
  const single = { id: String(chat.id), kind: 'single' } as const
  return { id: String(id), channel, chat: single, from: String(from.id), kind, text: '', files: [] } as const
}

/** The old chat tells its new id. The new one's mirror message (migrate_from_chat_id) has nothing to say and is dropped. */
const fromMigration = (id: number, { chat, from }: Said, to: number): Incoming => ({
  id: String(id),
  channel,
  chat: { id: String(chat.id), kind: 'group' },
  from: String(from?.id ?? chat.id),
  kind: 'moved',
  text: String(to),
  files: [],
})

/** What the house is told of an update, or of all parts of an album or a long text; null: nothing in it is for the bot. */
export const toIncoming = (updates: readonly Update[], me: Me): Incoming | null => {
  const [{ update_id: id, message, edited_message: edited, callback_query: press, my_chat_member: membership }] =
    updates as readonly [Update]
  if (message?.migrate_to_chat_id !== undefined) return fromMigration(id, message, message.migrate_to_chat_id)
  if (message) {
    const parts = updates.flatMap((update) => (update.message === undefined ? [] : [update.message]))
    return fromSaid(id, parts, 'text', me)
  }
  if (edited) return fromSaid(id, [edited], 'edited', me)
  if (press) return fromPress(id, press)
  return membership === undefined ? null : fromMembership(id, membership)
}
