import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'

import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

const majorOf = (node: string): number =>
  Number.parseInt(spawnSync(node, ['-p', 'process.versions.node']).stdout?.toString(), 10)

/** The test's own Node, and an old one where the machine has one. */
const nodes = (): [string, string][] => {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'node'))
  const old = onPath.find((node) => existsSync(node) && majorOf(node) < 24)
  return [[process.version, process.execPath], ...(old ? [[`Node ${majorOf(old)}`, old] as [string, string]] : [])]
}

// A tree of the same shape whose program does one thing after the other that a launcher must carry through.
const tree = mkdtempSync(join(tmpdir(), 'duban-bin-'))
afterAll(() => rmSync(tree, { recursive: true, force: true }))
mkdirSync(join(tree, 'src/cli'), { recursive: true })
cpSync(join(root, 'bin'), join(tree, 'bin'), { recursive: true })
cpSync(join(root, 'package.json'), join(tree, 'package.json'))
symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
writeFileSync(
  join(tree, 'src/cli/index.ts'),
  `const waits = { wait: (done) => process.once('SIGTERM', done), hang: () => {}, go: (done) => done() }
  export const main = async ([what, code]: string[]): Promise<number> => {
    process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning')
    const timer = setInterval(() => {}, 1000)
    const waited = new Promise(waits[what])
    console.log(process.pid)
    await waited
    clearInterval(timer)
    return Number(code)
  }`,
)

const start = (node: string, ...args: string[]): ChildProcess & { stdout: NodeJS.ReadableStream } =>
  spawn(node, [join(tree, 'bin/duban.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

const duban = (node: string, arg: string) => spawnSync(node, [join(root, 'bin/duban.js'), arg], { encoding: 'utf8' })

test('the door may be walked through', () => {
  expect(statSync(join(root, 'bin/duban.js')).mode & 0o777).toBe(0o755)
})

for (const [name, node] of nodes()) {
  test(`${name}: help and usage errors have their exit codes, and nothing is printed beside them`, () => {
    const help = duban(node, '--help')
    expect([help.status, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain('serve')
    expect(duban(node, 'no-such-command').status).toBe(2)
  })

  test(`${name}: the exit code comes through, and no warning of what is no longer experimental`, async () => {
    const child = start(node, 'go', '7')
    const errors = text(child.stderr!)
    expect(await once(child, 'close')).toEqual([7, null])
    expect(await errors).toBe('')
  })

  test(`${name}: SIGTERM reaches the program`, async () => {
    const child = start(node, 'wait', '3')
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([3, null])
  })

  test(`${name}: a killed program is reported as killed, and one whose door is killed goes too`, async () => {
    const child = start(node, 'hang')
    const [printed] = (await once(child.stdout, 'data')) as [Buffer]
    const pid = Number(printed.toString())
    process.kill(pid, 'SIGKILL')
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])

    const other = start(node, 'hang')
    await once(other.stdout, 'data')
    other.kill('SIGKILL')
    await once(other, 'close') // it comes when nobody has the other end of its pipe any more: the program is gone too
  })
}

test('an old Node without the packaged one says what is missing, in both languages', () => {
  const old = nodes()[1]?.[1]
  const bare = mkdtempSync(join(tmpdir(), 'duban-bare-'))
  cpSync(join(root, 'bin/duban.js'), join(bare, 'duban.mjs'))
  const ran = spawnSync(old ?? process.execPath, [join(bare, 'duban.mjs')], { encoding: 'utf8' })
  rmSync(bare, { recursive: true })
  expect(ran.status).toBe(1)
  expect(ran.stderr).toMatch(old ? /需要 Node\.js 24[^]*needs Node\.js 24/ : /ERR_MODULE_NOT_FOUND/)
})
