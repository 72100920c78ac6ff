import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type SeenMessage, type SendsFile, startWecom, type Says, type WecomStandin } from '../standin/wecom/index.ts'
import { cli } from './cli.ts'
import { startServing } from './serving.ts'

/** Real milliseconds within which anything said is answered: two messages a second leave, others may be before it. */
const answerMs = 20_000

/** `npm start` on a folder of its own, as a trial whose WeCom is the stand-in, and the people who speak with it there. */
export interface WecomCounty {
  readonly standin: WecomStandin
  /** Asks for a code by `duban invite` and sends it in the single chat; resolves with what the new member is told. */
  readonly bind: (user: string, unit: string, role?: string) => Promise<SeenMessage>
  /** Says something in the single chat; resolves with the bubble that answers it. */
  readonly say: (user: string, text: string, says?: Says) => Promise<SeenMessage>
  readonly send: (user: string, name: string, bytes: Uint8Array, sends?: SendsFile) => Promise<SeenMessage>
  /** Presses this button of the last card that shows it; resolves with the bubble that answers it. */
  readonly press: (user: string, label: string) => Promise<SeenMessage>
  /** `duban clock`: resolves when everything that fell due until then is out. */
  readonly clock: (to: string) => Promise<string>
  readonly close: () => Promise<void>
}

export const openWecomCounty = async (): Promise<WecomCounty> => {
  const dir = mkdtempSync(join(tmpdir(), 'duban-wecom-'))
  const standin = await startWecom()
  const env = {
    DATA_DIR: dir,
    TRIAL: '1',
    CLOCK: '2021-06-04T09:00',
    WECOM_BOT_ID: standin.bot.id,
    WECOM_BOT_SECRET: standin.bot.secret,
    WECOM_WS_URL: standin.url,
  }
  const child = await startServing(env)

  const run = async (...argv: readonly string[]): Promise<string> => {
    const { code, out, err } = await cli(env, ...argv)
    if (code !== 0) throw new Error(`duban ${argv.join(' ')}: ${code} ${err}`)
    return out
  }
  const answerTo = async (user: string, said: Promise<string>): Promise<SeenMessage> => {
    const msgid = await said
    const answer = (): SeenMessage | undefined => standin.seen(user).find(({ answers }) => answers === msgid)
    await standin.waitFor(() => answer() !== undefined, answerMs)
    return answer()!
  }
  const say: WecomCounty['say'] = (user, text, says) => answerTo(user, standin.userSays(user, text, says))

  return {
    standin,
    bind: async (user, unit, role) => {
      const made = await run('invite', unit, ...(role === undefined ? [] : [role]), '--json')
      return say(user, `绑定 ${(JSON.parse(made) as { code: string }).code}`)
    },
    say,
    send: (user, name, bytes, sends) => answerTo(user, standin.userSendsFile(user, name, bytes, sends)),
    press: async (user, label) => {
      const before = standin.seen(user)
      const card = before.findLast(({ buttons }) => buttons.some((one) => one.label === label))
      const says = card?.buttons.find((one) => one.label === label)?.says
      if (card?.taskId === undefined || says === undefined) throw new Error(`no card of ${user} shows ${label}`)
      await standin.userClicks(user, card.taskId, says)
      const answer = (): SeenMessage | undefined => standin.seen(user).slice(before.length)[0]
      await standin.waitFor(() => answer() !== undefined, answerMs)
      return answer()!
    },
    clock: (to) => run('clock', to),
    close: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'close')
      }
      await standin.stop()
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
