import type { Incoming, IncomingFile } from '#src/channels/channel.ts'

import type { Callback, Media, MessageBody, MixedItem, Quote } from './frames.ts'

/** What a callback means to this channel. */
export interface Received {
  readonly incoming: Incoming
  /** Where the files of `incoming` are, by their ids. */
  readonly media: readonly (Media & { readonly id: string })[]
  readonly reqId: string
  /** How the house's answer may use `reqId`; absent: not at all. */
  readonly answerable?: 'message' | 'opened'
  /** The card whose button was pressed. */
  readonly taskId?: string
}

// Plain user ids are the accounts of the administration page, at most 64 characters; what hides them is longer than any.
const hidden = /^wo[\w-]{26,}$/

/** The mention without which a group message would not have come: at its beginning, or else at its end. */
const withoutMention = (text: string): string => {
  const rest = text.replace(/^\s*@\S+\s*/u, '')
  return rest === text ? text.replace(/\s+@\S+\s*$/u, '') : rest
}

const textOf = (item: MixedItem): string[] => ('text' in item ? [item.text.content] : [])
const imageOf = (item: MixedItem): Media[] => ('image' in item ? [item.image] : [])

const contentOf = (body: MessageBody): { text: string; media: Media[] } => {
  switch (body.msgtype) {
    case 'text':
      return { text: body.text.content, media: [] }
    case 'voice':
      return { text: body.voice.content, media: [] }
    case 'mixed':
      return {
        text: body.mixed.msg_item.flatMap(textOf).join('\n'),
        media: body.mixed.msg_item.flatMap(imageOf),
      }
    case 'image':
      return { text: '', media: [body.image] }
    case 'file':
      return { text: '', media: [body.file] }
    case 'video':
      return { text: '', media: [body.video] }
    default:
      return body satisfies never
  }
}

const madeUp = (body: MessageBody): string =>
  body.msgtype === 'file' ? '文件' : body.msgtype === 'video' ? '视频.mp4' : '图片.jpg'

/** The words of what was quoted; pictures and files have none. */
const quotedText = (quote: Quote | undefined): string | undefined => {
  if (quote === undefined) return undefined
  if (quote.mixed !== undefined) return quote.mixed.msg_item.flatMap(textOf).join('\n')
  const part = quote[quote.msgtype]
  const content = typeof part === 'object' && part !== null && 'content' in part ? part.content : undefined
  return typeof content === 'string' ? content : undefined
}

type Base = Pick<Incoming, 'id' | 'channel' | 'chat' | 'from' | 'files'>

const baseOf = ({ body }: Callback): Base | null => {
  const from = body.from.userid
  const kind = body.chattype ?? (body.chatid === undefined ? 'single' : 'group')
  const chat = kind === 'group' ? body.chatid : from
  return chat === undefined ? null : { id: body.msgid, channel: 'wecom', chat: { id: chat, kind }, from, files: [] }
}

const readMessage = (base: Base, body: MessageBody): Pick<Received, 'incoming' | 'media'> => {
  const { text, media } = contentOf(body)
  const quoted = quotedText(body.quote)
  const name = madeUp(body)
  const files: IncomingFile[] = media.map((_, at) => ({ id: `${base.id}/${at}`, name, size: null }))
  return {
    incoming: {
      ...base,
      kind: 'text',
      text: base.chat.kind === 'group' ? withoutMention(text) : text,
      files,
      ...(quoted === undefined ? {} : { quoted }),
    },
    media: media.map((one, at) => ({ ...one, id: files[at]!.id })),
  }
}

/** What the house is told of a callback; null: nothing. */
export const read = (callback: Callback): Received | null => {
  const base = baseOf(callback)
  if (base === null) return null
  const { body } = callback
  const reqId = callback.headers.req_id
  const event = body.msgtype === 'event' ? body.event : null
  if (event?.eventtype === 'feedback_event') return null
  // Whose account is not disclosed can be told why, and nothing else.
  if (hidden.test(base.from)) {
    const told = { incoming: { ...base, kind: 'hidden', text: '' }, media: [], reqId } as const
    if (event?.eventtype === 'template_card_event') return told
    return { ...told, answerable: event === null ? 'message' : 'opened' }
  }
  if (body.msgtype !== 'event') return { ...readMessage(base, body), reqId, answerable: 'message' }
  if (event?.eventtype === 'template_card_event') {
    const { event_key: text, task_id: taskId } = event.template_card_event
    return { incoming: { ...base, kind: 'press', text }, media: [], reqId, taskId }
  }
  return { incoming: { ...base, kind: 'opened', text: '' }, media: [], reqId, answerable: 'opened' }
}
