import type { Api } from 'grammy'

import type { MenuEntry, MenuScope } from '#src/channels/channel.ts'

import type { Scrub } from './api.ts'
import { attempt, faultText } from './faults.ts'

/** Telegram's limits. */
const mostCommands = 100
const mostDescription = 256
const commandName = /^[a-z0-9_]{1,32}$/

type Scope = NonNullable<Parameters<Api['raw']['setMyCommands']>[0]['scope']>

const scopeOf = (scope: MenuScope): Scope => {
  if (scope === 'private') return { type: 'all_private_chats' }
  return scope === 'groups' ? { type: 'all_group_chats' } : { type: 'chat', chat_id: Number(scope.chat) }
}

/** Sets the menu in Chinese, and in English for who uses Telegram in any other language. Rejects when it could not. */
export const showMenu = async (
  api: Api,
  scrub: Scrub,
  menuScope: MenuScope,
  entries: readonly MenuEntry[],
): Promise<void> => {
  const scope = scopeOf(menuScope)
  const shown = entries.filter(({ command }) => commandName.test(command)).slice(0, mostCommands)
  for (const [language, tongue] of [
    ['zh', 'zh'],
    [undefined, 'en'],
  ] as const) {
    const whose = { scope, ...(language === undefined ? {} : { language_code: language }) }
    const commands = shown.map(({ command, summary }) => ({
      command,
      description: summary[tongue].slice(0, mostDescription).toWellFormed() || command,
    }))
    const called = await attempt(
      () => (commands.length === 0 ? api.raw.deleteMyCommands(whose) : api.raw.setMyCommands({ ...whose, commands })),
      scrub,
    )
    if (!called.ok) throw new Error(`menu not set: ${faultText(called.fault)}`)
  }
}
