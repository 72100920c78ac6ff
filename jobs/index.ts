import closing from './closing.ts'
import digest from './digest.ts'
import type { Job } from './job.ts'
import office from './office.ts'

/** One line a job. */
export const jobs: readonly Job[] = [digest, office, closing]
