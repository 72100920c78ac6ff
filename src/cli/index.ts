import { environment } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { ConfigError } from '../config.ts'
import audit from './audit.ts'
import backup from './backup.ts'
import clock from './clock.ts'
import { type CliCommand, type CliIo, Usage } from './command.ts'
import deadline from './deadline.ts'
import demo from './demo.ts'
import doctor from './doctor.ts'
import importNotice from './import.ts'
import invite from './invite.ts'
import restore from './restore.ts'
import say from './say.ts'
import serve from './serve.ts'
import workday from './workday.ts'

/** One line a command of the operator. */
export const cliCommands: readonly CliCommand[] = [
  serve,
  demo,
  say,
  clock,
  importNotice,
  invite,
  workday,
  deadline,
  backup,
  restore,
  audit,
  doctor,
]

const help = (): string =>
  [
    'duban 督办机器人:把通报变成一条条整改事项,按工作日催办,到销号为止。',
    '',
    '用法:npm run -s duban -- <命令> …,每个命令都有 --help',
    '',
    ...cliCommands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`),
  ].join('\n')

const readStdin = async (): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const processIo = (): CliIo => ({
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  env: environment(),
  stdin: readStdin,
})

const isUsageOfParser = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

/** Runs one command line; resolves with the exit code: 0 ok, 1 refused or failed, 2 usage. */
export const main = async (argv: readonly string[], io: CliIo = processIo()): Promise<number> => {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(help())
    return name === undefined ? 2 : 0
  }
  const command = cliCommands.find((one) => one.name === name)
  if (command === undefined) {
    io.err(`没有「${name}」这个命令。\n\n${help()}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.out(`${command.summary}\n\n${command.usage}`)
    return 0
  }
  try {
    return await command.run(args, io)
  } catch (error) {
    if (error instanceof Usage || isUsageOfParser(error)) {
      io.err(`${error.message}\n\n${command.usage}`)
      return 2
    }
    if (error instanceof Refusal || error instanceof ConfigError) {
      io.err(error.message)
      return 1
    }
    throw error
  }
}
