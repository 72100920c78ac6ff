import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const bin = join(import.meta.dirname, '../../bin/duban.js')

/** Starts `npm start` with these settings. Resolves when it serves; rejects with what it said when it ends before. */
export const startServing = async (env: Readonly<Record<string, string>>): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [bin, 'serve'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line)
      // The last line of the greeting.
      if (line.includes('Ctrl-C')) resolve()
    })
    child.once('close', (code) => reject(new Error(`serve ended with ${code}\n${said.join('\n')}`)))
  })
  return child
}
