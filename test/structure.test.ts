import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'

import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))
const source = tracked.filter((file) => /^(commands|jobs|db|src|test|bench|bin)\/.*\.[jt]s$/.test(file))
const product = source.filter((file) => /^(commands|jobs|db|src)\//.test(file))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** What a file belongs to: the finest name that the table of layers has. */
const layers: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  views: ['domain'],
  db: ['domain'],
  commands: ['domain', 'views', 'db'],
  jobs: ['domain', 'views', 'db'],
  'channels/channel': ['domain'],
  channels: ['domain', 'channels/channel', 'config'],
  config: [],
  calendar: ['domain'],
  document: ['domain'],
  sheet: ['domain', 'document'],
  'admin-code': ['domain', 'db'],
  lease: ['db'],
  heartbeat: ['db'],
  delivery: ['domain', 'db', 'channels/channel'],
  app: ['domain', 'views', 'db', 'commands', 'jobs', 'delivery', 'channels/channel', 'lease'],
  web: ['domain', 'views', 'db', 'app', 'channels'],
  // The rooms in which everything is put together.
  trial: ['domain', 'db', 'calendar'],
  birth: ['domain', 'db', 'trial'],
  core: [
    'domain',
    'db',
    'app',
    'birth',
    'calendar',
    'channels',
    'channels/channel',
    'config',
    'document',
    'lease',
    'sheet',
  ],
  server: ['domain', 'db', 'admin-code', 'core', 'config', 'heartbeat', 'web'],
  cli: ['*'],
}
/** The files that app.ts is made of. */
const appFiles = new Set(['src/app.ts', 'src/alarm.ts', 'src/handle.ts', 'src/menus.ts', 'src/ticks.ts'])

const layerOf = (file: string): string => {
  if (/^(commands|jobs|db)\//.test(file)) return file.split('/')[0]!
  if (appFiles.has(file)) return 'app'
  if (file === 'src/channels/channel.ts') return 'channels/channel'
  const [, first = ''] = /^src\/([^/.]+)/.exec(file) ?? []
  return first
}

const importsOf = (file: string): { name: string; path: string | null; typeOnly: boolean }[] =>
  [...read(file).matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm)].map(
    (match) => {
      const name = match[2] ?? match[3]!
      const inside = name.startsWith('#')
        ? name.slice(1)
        : name.startsWith('.')
          ? normalize(join(file, '..', name))
          : null
      return { name, path: inside, typeOnly: match[1] !== undefined }
    },
  )

describe('who may import whom', () => {
  it('every product file belongs to a layer', () => {
    expect(product.filter((file) => layers[layerOf(file)] === undefined)).toEqual([])
  })

  it('imports go in one direction', () => {
    const wrong = product.flatMap((file) => {
      const from = layerOf(file)
      const allowed = layers[from] ?? []
      return importsOf(file).flatMap(({ path }) => {
        if (path === null || !/^(commands|jobs|db|src)\//.test(path)) return []
        const to = layerOf(path)
        return to === from || allowed.includes(to) || allowed.includes('*') ? [] : [`${file} → ${path}`]
      })
    })
    expect(wrong).toEqual([])
  })

  it('a channel does not know another one', () => {
    const wrong = product
      .filter((file) => /^src\/channels\/[^/]+\//.test(file))
      .flatMap((file) => {
        const own = file.split('/').slice(0, 3).join('/')
        return importsOf(file).flatMap(({ path }) =>
          path?.startsWith('src/channels/') && !path.startsWith(`${own}/`) && path !== 'src/channels/channel.ts'
            ? [`${file} → ${path}`]
            : [],
        )
      })
    expect(wrong).toEqual([])
  })

  it('the domain stands on luxon alone, the views on nothing', () => {
    const wrong = product
      .filter((file) => /^src\/(domain|views)\//.test(file))
      .flatMap((file) =>
        importsOf(file).flatMap(({ name, path }) => {
          const ours = path !== null || (name === 'luxon' && file.startsWith('src/domain/'))
          return ours ? [] : [`${file} → ${name}`]
        }),
      )
    expect(wrong).toEqual([])
  })

  it('only what speaks SQL imports kysely or pg as values', () => {
    const wrong = product
      .filter((file) => !file.startsWith('db/'))
      .flatMap((file) =>
        importsOf(file).flatMap(({ name, typeOnly }) => (/^(kysely|pg)$/.test(name) && !typeOnly ? [file] : [])),
      )
    expect(wrong).toEqual([])
  })
})

describe('time, environment, sending', () => {
  const found = (pattern: RegExp, files: readonly string[]): string[] =>
    files.filter((file) => pattern.test(read(file)))

  it('one file reads the environment', () => {
    expect(found(/process\.env\b/, product)).toEqual(['src/config.ts'])
  })

  it('one place reads the machine clock, and the embedded database for its timeouts', () => {
    const clocks = /Date\.now\(|new Date\(\)|performance\.now\(|DateTime\.(now|local)\(/
    expect(
      found(clocks, product).filter((file) => !/^db\/(embedded|listen)/.test(file) && !file.startsWith('src/cli/')),
    ).toEqual(['src/core.ts'])
  })

  it('no SQL asks for the time, but the lease', () => {
    expect(
      found(
        /(?<![.\w])now\(\)|\bcurrent_timestamp\b/i,
        product.filter((file) => file.startsWith('db/')),
      ),
    ).toEqual(['db/migrate.ts'])
    expect(found(/clock_timestamp\(\)/, product).toSorted()).toEqual(['db/inbox.ts', 'db/lease.ts', 'db/sending.ts'])
  })

  it('one file sends', () => {
    expect(
      found(
        /\.send\(/,
        product.filter((file) => !file.startsWith('src/channels/')),
      ),
    ).toEqual(['src/delivery.ts'])
  })

  it('nothing prints but the operator’s commands', () => {
    expect(found(/\bconsole\.|process\.std(out|err)/, product)).toEqual(['src/cli/index.ts'])
  })
})

describe('tables and folders', () => {
  const inFolder = (folder: string, except: readonly string[]): string[] =>
    tracked
      .filter((file) => new RegExp(`^${folder}/[^/]+\\.ts$`).test(file))
      .map((file) => file.slice(folder.length + 1))
      .filter((file) => !except.includes(file))
      .toSorted()
  const listed = (table: string): string[] =>
    importsOf(table)
      .flatMap(({ name }) => (name.startsWith('./') ? [name.slice(2)] : []))
      .toSorted()

  it('every command is in the table', () => {
    const parts = [
      'acting.ts',
      'args.ts',
      'broadcasting.ts',
      'command.ts',
      'cursor.ts',
      'drafting.ts',
      'index.ts',
      'judging.ts',
      'match.ts',
      'reporting.ts',
      'private.ts',
      'speaker.ts',
      'telling.ts',
    ]
    expect(listed('commands/index.ts').filter((file) => file !== 'command.ts')).toEqual(inFolder('commands', parts))
  })

  it('every job is in the table', () => {
    expect(listed('jobs/index.ts').filter((file) => file !== 'job.ts')).toEqual(
      inFolder('jobs', ['index.ts', 'job.ts']),
    )
  })

  it('every migration is in the table, numbered without a gap', () => {
    const files = inFolder('db/migrations', ['index.ts'])
    expect(listed('db/migrations/index.ts')).toEqual(files)
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, at) => at + 1))
  })

  it('every table of the migrations has its line in the schema', () => {
    const made = inFolder('db/migrations', ['index.ts']).flatMap((file) =>
      [...read(`db/migrations/${file}`).matchAll(/create table (?:if not exists )?(\w+)/g)].map((match) => match[1]!),
    )
    const lines = [...read('db/schema.ts').matchAll(/^ {2}(\w+): \w+Table$/gm)].map((match) => match[1]!)
    expect(lines.toSorted()).toEqual(made.toSorted())
  })
})

describe('size and names', () => {
  it('no file is longer than 300 lines', () => {
    expect(
      source.map((file) => [file, read(file).split('\n').length - 1] as const).filter(([, lines]) => lines > 300),
    ).toEqual([])
  })

  it('no file is called after nothing in particular', () => {
    expect(
      source.filter((file) => /(^|[/-])(utils?|helpers?|managers?|services?|common-?lib|misc)([./-]|$)/i.test(file)),
    ).toEqual([])
  })

  it('file names are lower case with dashes', () => {
    expect(source.filter((file) => /[A-Z_]/.test(file))).toEqual([])
  })

  it('no test is skipped, left alone or empty', () => {
    const marks = /\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b/
    expect(
      source.filter((file) => file.startsWith('test/') && file !== 'test/structure.test.ts' && marks.test(read(file))),
    ).toEqual([])
  })
})

describe('the lockfile', () => {
  it('holds every platform package that another package asks for', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          packages[`node_modules/${name}`] === undefined && packages[`${at}/node_modules/${name}`] === undefined,
      ),
    )
    expect(missing).toEqual([])
  })
})
