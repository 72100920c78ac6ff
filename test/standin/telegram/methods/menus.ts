import { badRequest } from '../api-error.ts'
import { charactersIn } from '../markup.ts'
import { type Fields, integerOf, isFields, jsonOf, type Params, textOf } from '../params.ts'
import type { BotCommandEntry, CommandScope } from '../types.ts'
import type { World } from '../world.ts'
import type { Method } from './method.ts'

/** The key under which a scope's commands are kept, for one language; '' is every language. */
export const menuKey = (scope: CommandScope | Fields, language: string): string => {
  const fields: Fields = { ...scope }
  return [fields['type'], fields['chat_id'] ?? '', fields['user_id'] ?? '', language].join(' ')
}

const plain = new Set(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'])

const scopeIn = (world: World, params: Params): Fields => {
  const scope = jsonOf(params, 'scope', 'BotCommandScope') ?? { type: 'default' }
  if (!isFields(scope)) throw badRequest("can't parse BotCommandScope: expected an Object")
  const type = scope['type']
  if (typeof type !== 'string') throw badRequest('can\'t parse BotCommandScope: Can\'t find field "type"')
  if (plain.has(type)) return { type }
  if (!['chat', 'chat_administrators', 'chat_member'].includes(type))
    throw badRequest("can't parse BotCommandScope: unsupported type specified")
  const asked: Params = { raw: scope, files: params.files }
  // Whoever has never written, or has blocked the bot, has no menu of its own: the same answers as for sending.
  const { id, kind } = world.chats.reach(asked)
  if (kind === 'private' && type !== 'chat') throw badRequest("can't change commands in private chats")
  return { type, chat_id: id, ...(type === 'chat_member' && { user_id: integerOf(asked, 'user_id') }) }
}

const languageIn = (params: Params): string => {
  const language = textOf(params, 'language_code')
  if (!/^(?:[a-z]{2})?$/.test(language)) throw badRequest('BOT_COMMAND_LANG_CODE_INVALID')
  return language
}

const commandIn = (value: unknown): BotCommandEntry => {
  if (!isFields(value)) throw badRequest("can't parse BotCommand: expected an Object")
  const { command, description } = value
  if (typeof command !== 'string' || typeof description !== 'string')
    throw badRequest("can't parse BotCommand: command and description must be of type String")
  const name = command.replace(/^\//, '')
  if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID')
  const length = charactersIn(description.trim())
  if (length < 1) throw badRequest('command description must be non-empty')
  if (length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
  return { command: name, description: description.trim() }
}

export const setMyCommands: Method = ({ world, params }) => {
  const commands = jsonOf(params, 'commands', 'commands')
  if (!Array.isArray(commands)) throw badRequest("can't parse commands: expected an Array")
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  const entries = commands.map(commandIn)
  world.menus.set(menuKey(scopeIn(world, params), languageIn(params)), entries)
  return true
}

export const deleteMyCommands: Method = ({ world, params }) => {
  world.menus.delete(menuKey(scopeIn(world, params), languageIn(params)))
  return true
}

export const getMyCommands: Method = ({ world, params }) =>
  world.menus.get(menuKey(scopeIn(world, params), languageIn(params))) ?? []
