import type { ChatState, StoredMessage } from './chats.ts'
import { isOwn, type World } from './world.ts'

/** Whether the bot is shown what a person writes in this chat: always in private, in groups by the rules of privacy mode. */
export const isShown = (world: World, chat: ChatState, message: StoredMessage): boolean => {
  if (chat.kind === 'private') return true
  if (!chat.botIn) return false
  if (!world.privacy || chat.admin || message.service) return true
  const original = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo)
  if (original && isOwn(original)) return true
  const command = message.entities.find(({ type, offset }) => type === 'bot_command' && offset === 0)
  if (!command) return false
  const [, addressee] = message.text.slice(0, command.length).split('@')
  return addressee === undefined ? chat.botSpoke : addressee.toLowerCase() === world.bot.username.toLowerCase()
}
