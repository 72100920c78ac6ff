import type { SendOptions } from '#src/channels/channel.ts'
import { type Block, type Message, text } from '#src/domain/message.ts'

import type { Link } from './link.ts'
import type { MediaMessage, Upload, Uploads } from './uploads.ts'

export type Gathered =
  | { readonly kind: 'ready'; readonly message: Message; readonly media: readonly MediaMessage[] }
  | Extract<Upload, { kind: 'failed' }>

/**
 * Uploads the files of a message before anything of it is shown, so that a failure leaves nothing half said. What can
 * never be sent this way is named in the text, with the reason.
 */
export const gather = async (
  message: Message,
  uploads: Uploads,
  link: Link,
  load: SendOptions['file'],
): Promise<Gathered> => {
  const blocks: Block[] = []
  const media: MediaMessage[] = []
  for (const block of message.blocks) {
    if (block.kind !== 'file') {
      blocks.push(block)
      continue
    }
    const { file } = block
    const upload = await uploads.upload(link, file, async () => (await load?.(file)) ?? new Uint8Array())
    if (upload.kind === 'failed') return upload
    if (upload.kind === 'cannot') blocks.push(text(`[文件] ${file.name}(发不过来:${upload.why},请到网页上看)`))
    else {
      blocks.push(block)
      media.push(upload)
    }
  }
  return { kind: 'ready', message: { ...message, blocks }, media }
}
