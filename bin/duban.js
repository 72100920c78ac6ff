#!/usr/bin/env node
// The one door. Node ≥ 24 runs the program itself; an older Node starts the one that npm installed beside it.
import { spawn } from 'node:child_process'
import module, { createRequire } from 'node:module'

const args = process.argv.slice(2)

const missing = () => {
  console.error(`duban 需要 Node.js 24 或更新版本(现在是 ${process.version}):请安装它,或在本文件夹运行 npm install。`)
  console.error(`duban needs Node.js 24 or newer (this is ${process.version}): install it, or run npm install here.`)
  process.exit(1)
}

if (Number.parseInt(process.versions.node, 10) >= 24) {
  module.enableCompileCache()
  const emitWarning = process.emitWarning.bind(process)
  const early = /^(SQLite|Type Stripping) / // what the first 24s call experimental; every other warning is shown
  process.emitWarning = (text, ...rest) => early.test(text) || emitWarning(text, ...rest)
  // Started by an older Node that was killed: end as it did, or we would hold DATA_DIR unseen.
  if (process.argv0 === 'duban') process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel?.unref()
  const { main } = await import('../src/cli/index.ts')
  process.exitCode = await main(args)
} else {
  let node
  try {
    node = createRequire(import.meta.url).resolve('node/bin/node')
  } catch {
    missing()
  }
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(node, [process.argv[1], ...args], { argv0: 'duban', stdio }).on('error', missing)
  // At a terminal Ctrl-C reaches the child by itself.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal).kill(process.pid, signal)
    process.exitCode = code ?? 1
  })
}
