import type { Kysely } from 'kysely'
import type { Logger } from 'pino'

import { type Command, mayUse, menuFor } from '#commands/command.ts'
import { memberAt } from '#db/members.ts'
import type { Database } from '#db/schema.ts'
import { readSettings } from '#db/settings.ts'
import type { Channel, MenuScope } from '#src/channels/channel.ts'
import { bounded } from '#src/domain/bounded.ts'
import { nobody } from '#src/domain/member.ts'

export interface MenuDeps {
  readonly db: Kysely<Database>
  readonly commands: readonly Command[]
  readonly log: Logger
}

export interface Menus {
  /** What strangers and groups may type; at start. */
  readonly showCommon: (channel: Channel) => Promise<void>
  /** What the person of this single chat may type, where that changed since it was last shown by this process. */
  readonly showOwn: (channel: Channel, chat: string) => Promise<void>
}

const remembered = 20_000

/**
 * The platform's own menus, made from the table of commands. Display only: rights are checked when a command is handled.
 * Best effort: a menu that could not be shown is logged and shown when its person is heard the next time.
 */
export const createMenus = ({ db, commands, log }: MenuDeps): Menus => {
  const shown = bounded<string, string>(remembered)

  const show = async (channel: Channel, scope: MenuScope, some: readonly Command[]): Promise<boolean> => {
    try {
      await channel.showMenu?.(scope, menuFor(some))
      return true
    } catch (error) {
      log.warn({ channel: channel.name, reason: String(error) }, 'menu not shown')
      return false
    }
  }

  return {
    showCommon: async (channel) => {
      if (channel.showMenu === undefined) return
      const open = commands.filter(({ rights }) => rights === 'everyone')
      await show(channel, 'private', open)
      await show(channel, 'groups', commands.filter(({ where }) => where === 'anywhere')) // prettier-ignore
    },
    showOwn: async (channel, chat) => {
      if (channel.showMenu === undefined) return
      const [member = nobody, { supervisionOfficeId = null }] = await Promise.all([
        memberAt(db, { channel: channel.name, id: chat }),
        readSettings(db),
      ])
      const key = `${channel.name}\n${chat}`
      if (member.appointments.length === 0 && shown.get(key) === undefined) return
      const own = commands.filter(({ rights }) => mayUse(member, rights, supervisionOfficeId))
      const names = own.map(({ name }) => name).join()
      if (shown.get(key) === names || !(await show(channel, { chat }, own))) return
      shown.set(key, names)
    },
  }
}
