/**
 * The stand-in with a page on which one plays the users. `node serve.ts [port of the gateway] [port of the page]`,
 * 8390 and 8391 unless named. Ends on SIGINT or SIGTERM.
 */
import { startWecom } from './index.ts'
import { startPage } from './page.ts'

const [port = '8390', pagePort = '8391'] = process.argv.slice(2)

const standin = await startWecom({
  port: Number(port),
  ackLatency: 250,
  bot: { id: 'aib-standin', secret: 'secret-of-the-stand-in', name: '督办机器人' },
})
for (const user of ['zhang', 'li', 'wang']) standin.addUser(user)
standin.addGroup('wrDuban', ['zhang', 'li', 'wang'])
const page = await startPage(standin, Number(pagePort))

const { id, secret } = standin.bot
process.stdout.write(`网关 ${standin.url}
机器人 ${id}
密钥 ${secret}
页面 ${page.url}

另开一个终端,启动督办机器人:
TRIAL=1 WECOM_BOT_ID=${id} WECOM_BOT_SECRET=${secret} WECOM_WS_URL=${standin.url} npm start
`)

const end = async (): Promise<void> => {
  await page.stop()
  await standin.stop()
}
process.once('SIGINT', () => void end())
process.once('SIGTERM', () => void end())
