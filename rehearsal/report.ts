/** Prints one line for each step and counts them. */
export class Report {
  private passed = 0;
  private failed = 0;
  private readonly started = performance.now();

  get failures(): number {
    return this.failed;
  }

  say(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** A step that `check` proves by not throwing; what it returns is told too. */
  async step(text: string, check: () => Promise<string | void>): Promise<void> {
    try {
      const remark = await check();
      this.pass(remark ? `${text}: ${remark}` : text);
    } catch (error) {
      this.fail(text, error);
    }
  }

  pass(text: string): void {
    this.passed++;
    this.say(`ok  ${text}`);
  }

  fail(text: string, error: unknown): void {
    this.failed++;
    this.say(`not ok  ${text}: ${error instanceof Error ? error.message : String(error)}`);
  }

  close(): void {
    const seconds = Math.round((performance.now() - this.started) / 1000);
    this.say(`the machines ran for ${seconds} s`);
    this.say(`${this.passed} passed, ${this.failed} failed`);
  }
}
