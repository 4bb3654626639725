import { spawn } from 'node:child_process'

/** Watches over a process group on behalf of this process. */
export interface Guard {
  /** To be called when the group is gone: its number may soon be that of another. */
  dismiss(): void
}

/**
 * Sees to it that a process group does not outlive this process, even one that is killed: a shell that waits for the
 * end of a pipe which only this process holds open, and then kills the group.
 */
export function guardGroup(group: number): Guard {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -s KILL -- "-$1"', 'guard', String(group)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Whoever ends the harness from a terminal must not end the guard before it has done its work.
    detached: true,
  })
  // Without a shell there is no guard; nothing else depends on it.
  shell.on('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  shell.unref()
  return { dismiss: () => void shell.kill('SIGKILL') }
}
