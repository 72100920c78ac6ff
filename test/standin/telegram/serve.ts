/**
 * The stand-in with a page on which one plays its people. `node serve.ts [port]`, 8392 unless named.
 * Ends on SIGINT or SIGTERM.
 */
import { createPage } from './page.ts'
import { startTelegram } from './index.ts'

const [port = '8392'] = process.argv.slice(2)

let page: ReturnType<typeof createPage> | undefined
const standin = await startTelegram({
  port: Number(port),
  other: (request, response) => page?.(request, response) ?? false,
})
const liaison = standin.addPerson('王建国(联络员)')
const officer = standin.addPerson('李秀英(督查员)')
const group = standin.addGroup([liaison, officer], { title: '督办工作群' })
page = createPage({
  standin,
  people: [liaison, officer],
  groups: [{ group, members: [liaison, officer] }],
  blocked: new Set(),
})

process.stdout.write(`接口 ${standin.root}
令牌 ${standin.token}
页面 ${standin.root}/

另开一个终端,启动督办机器人:
TRIAL=1 TELEGRAM_BOT_TOKEN=${standin.token} TELEGRAM_API_ROOT=${standin.root} npm start
`)

process.once('SIGINT', () => void standin.stop())
process.once('SIGTERM', () => void standin.stop())
