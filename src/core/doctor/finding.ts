/** One thing that was looked at. `advice` says what to do, and is there exactly when something can be done. */
export interface DoctorFinding {
  readonly about: 'server' | 'model' | 'memory' | 'form' | 'context' | 'speed' | 'plan';
  readonly status: 'ok' | 'warning' | 'error';
  readonly text: string;
  readonly advice?: string;
}

/** What "Check Local Model" found, in the order in which it looked. */
export interface DoctorReport {
  readonly findings: readonly DoctorFinding[];
  /** The worst status of them. */
  readonly verdict: DoctorFinding['status'];
}

/** A report of these findings. */
export function doctorReport(findings: readonly DoctorFinding[]): DoctorReport {
  const has = (status: DoctorFinding['status']): boolean => findings.some((finding) => finding.status === status);
  return { findings, verdict: has('error') ? 'error' : has('warning') ? 'warning' : 'ok' };
}
