import * as fs from 'node:fs';
import * as path from 'node:path';

const file = path.join(__dirname, '..', 'docs', 'evidence', 'rehearsal.md');

/** Keeps the output of a run beside the other documents. */
export function writeDocs(output: string): void {
  fs.writeFileSync(file, `# The environment on EC2, rehearsed

\`npm run rehearse:ec2 -- --write-docs\` wrote this page. It boots machines with systemd and cloud-init, gives them the user
data that the library synthesizes, byte for byte, and looks into every kind of process. How it works: \`rehearsal/README.md\`.

Limits that it shows:

- Cron gets its variables through pam_env, which cuts a value at the first \`#\`. Everything else has it whole.
- A service that already runs when user data starts sees the variables after its next restart, unless \`restartServices\` names it.
  Apache and PHP-FPM are always restarted.
- Amazon Linux's packages are not used: a Debian with its paths and unit names stands in.

\`\`\`
${output.trim()}
\`\`\`
`);
}
