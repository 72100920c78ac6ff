import { answerCallbackQuery, getChat, getFile, getMe, sendChatAction } from './ask.ts'
import { deleteMessage, editMessageCaption, editMessageReplyMarkup, editMessageText } from './edit.ts'
import { deleteMyCommands, getMyCommands, setMyCommands } from './menus.ts'
import type { Method } from './method.ts'
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './receive.ts'
import { sendDocument, sendMediaGroup, sendMessage, sendPhoto } from './send.ts'

/** Every method that is known here, by its usual spelling. */
const methods: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  sendChatAction,
  sendDocument,
  sendMediaGroup,
  sendMessage,
  sendPhoto,
  setMyCommands,
  setWebhook,
}

const spelling = new Map(Object.keys(methods).map((name) => [name.toLowerCase(), name]))

/** The usual spelling of a method, and what it does; undefined for one that is not known here. */
export const methodOf = (asked: string): readonly [string, Method] | undefined => {
  const name = spelling.get(asked.toLowerCase())
  return name === undefined ? undefined : [name, methods[name]!]
}
