import { z } from 'zod'

// The typings of the SDK and its README differ from what the gateway sends (they put event_key beside eventtype), so
// the frames are described here, with no more in them than is used.

const id = z.string().min(1).max(200)
const said = z.object({ content: z.string() })
const media = z.object({ url: z.string(), aeskey: z.string().optional() })
const item = z.union([
  z.object({ msgtype: z.literal('text'), text: said }),
  z.object({ msgtype: z.literal('image'), image: media }),
  z.object({ msgtype: z.string() }),
])

const quote = z.object({ msgtype: z.string(), mixed: z.object({ msg_item: z.array(item) }).optional() }).loose()

const common = {
  msgid: id,
  chattype: z.enum(['single', 'group']).optional(),
  chatid: id.optional(),
  from: z.object({ userid: id }),
}

const message = z.discriminatedUnion('msgtype', [
  z.object({ ...common, quote: quote.optional(), msgtype: z.literal('text'), text: said }),
  z.object({
    ...common,
    quote: quote.optional(),
    msgtype: z.literal('mixed'),
    mixed: z.object({ msg_item: z.array(item) }),
  }),
  z.object({ ...common, quote: quote.optional(), msgtype: z.literal('voice'), voice: said }),
  z.object({ ...common, quote: quote.optional(), msgtype: z.literal('image'), image: media }),
  z.object({ ...common, quote: quote.optional(), msgtype: z.literal('file'), file: media }),
  z.object({ ...common, quote: quote.optional(), msgtype: z.literal('video'), video: media }),
])

const event = z.object({
  ...common,
  msgtype: z.literal('event'),
  event: z.discriminatedUnion('eventtype', [
    z.object({ eventtype: z.literal('enter_chat') }),
    z.object({
      eventtype: z.literal('template_card_event'),
      template_card_event: z.object({ event_key: z.string().min(1).max(1024), task_id: z.string() }),
    }),
    z.object({ eventtype: z.literal('feedback_event') }),
  ]),
})

const headers = z.object({ req_id: id })

export const callback = z.union([z.object({ headers, body: message }), z.object({ headers, body: event })])

export type Callback = z.infer<typeof callback>
export type MessageBody = z.infer<typeof message>
export type EventBody = z.infer<typeof event>
export type Media = z.infer<typeof media>
export type Quote = z.infer<typeof quote>
export type MixedItem = z.infer<typeof item>

/** The errcode and errmsg of a refused frame, which the SDK rejects with as it came. */
export const refusedFrame = z.object({ errcode: z.number(), errmsg: z.string().default('') })
