import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const longest = 107 // bytes, the kernel's limit for a unix socket's path

/**
 * The path to use for the socket's folder: the folder itself, or, when its name is too long for the kernel, a short
 * link to it. Every server has its own; `remove` it when the server is gone.
 */
export const socketPath = (run: string, give: (path: string) => void): { path: string; remove: () => void } => {
  if (Buffer.byteLength(join(run, '.s.PGSQL.5432')) <= longest) return { path: run, remove: () => {} }
  const folder = mkdtempSync('/tmp/duban-')
  symlinkSync(run, join(folder, 'run'))
  give(folder)
  return { path: join(folder, 'run'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
