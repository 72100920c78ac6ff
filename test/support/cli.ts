import { main } from '#src/cli/index.ts'

export interface CliRan {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command line of the operator in this process, with these settings and nothing of the environment. */
export const cli = async (env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<CliRan> => {
  const out: string[] = []
  const err: string[] = []
  const code = await main(argv, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    env,
    stdin: async () => '',
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}
