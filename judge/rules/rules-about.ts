import type { Attributed } from '../../trace/attribution.ts'
import { perRun } from '../per-run.ts'
import type { RunView } from '../run-view.ts'
import type { Offence, Rule } from './rule.ts'

/** What a rule looks at: a message of the implementation, with what is known around it. */
export interface Subject {
  readonly attributed: Attributed
}

/** A rule without its judgement: id, clause, statement, level, exemptions. */
export type RuleText = Omit<Rule, 'judge'>

/** Makes rules about one kind of subject: `concerns` says which of them, `wrong` what is wrong with one, or nothing. */
export type RulesAbout<S extends Subject> = (
  text: RuleText,
  concerns: (subject: S, run: RunView) => boolean,
  wrong: (subject: S, run: RunView) => string | undefined,
) => Rule

/** Rules about the subjects that `collect` finds in a run, which it is asked for once. */
export function rulesAbout<S extends Subject>(collect: (run: RunView) => readonly S[]): RulesAbout<S> {
  const subjects = perRun(collect)
  return (text, concerns, wrong) => ({
    ...text,
    judge(run) {
      const concerned = subjects(run).filter(subject => concerns(subject, run))
      const offences = concerned.flatMap((subject): Offence[] => {
        const because = wrong(subject, run)
        const { message, executions } = subject.attributed
        return because === undefined ? [] : [{ message, executions, because }]
      })
      return { observed: concerned.length, offences }
    },
  })
}
