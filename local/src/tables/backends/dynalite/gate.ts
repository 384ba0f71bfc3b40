/** Lets much pass together, and now and then one alone: what happens alone is seen by the others as one step. */
export class Gate {
  private readonly passing = new Set<Promise<unknown>>();
  private alone: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  public async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.waiting > 0) {
      await this.alone;
    }
    const passes = work();
    const settled: Promise<unknown> = passes.then(() => undefined, () => undefined).then(() => this.passing.delete(settled));
    this.passing.add(settled);
    return passes;
  }

  public passAlone<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const turn = this.alone.then(async () => {
      await Promise.all(this.passing);
      return work();
    }).finally(() => this.waiting--);
    this.alone = turn.catch(() => undefined);
    return turn;
  }
}
