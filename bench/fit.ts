export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** R²: 1 where every point lies on the line. */
  readonly determination: number;
}

/** The straight line nearest to the points, by least squares. */
export function fitLine(x: number[], y: number[]): Line {
  const [meanX, meanY] = [mean(x), mean(y)];
  const slope = sum(x.map((each, i) => (each - meanX) * (y[i] - meanY))) / sum(x.map((each) => (each - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  const rest = sum(x.map((each, i) => (y[i] - intercept - slope * each) ** 2));
  return { intercept, slope, determination: 1 - rest / sum(y.map((each) => (each - meanY) ** 2)) };
}

/** A line that may bend: the parabola nearest to the points, which must be the same step apart. */
export class Parabola {
  /** R²: 1 where every point lies on the parabola. */
  public readonly determination: number;

  private readonly slope: number;
  private readonly curvature: number;
  private readonly middle: number;

  public constructor(x: number[], y: number[]) {
    this.middle = mean(x);
    // against the mean both powers are independent for points the same step apart, so each is a line of its own
    const centred = x.map((each) => each - this.middle);
    const squares = centred.map((each) => each ** 2);
    this.slope = fitLine(centred, y).slope;
    const unbent = y.map((each, i) => each - this.slope * centred[i]);
    const bent = fitLine(squares, unbent);
    this.curvature = bent.slope;
    const rest = sum(unbent.map((each, i) => (each - bent.intercept - bent.slope * squares[i]) ** 2));
    this.determination = 1 - rest / sum(y.map((each) => (each - mean(y)) ** 2));
  }

  /** How much steeper it is at `to` than at `from`: 1 for a line, `to / from` where cost is quadratic. */
  public bend(from: number, to: number): number {
    return this.steepnessAt(to) / this.steepnessAt(from);
  }

  private steepnessAt(x: number): number {
    return this.slope + 2 * this.curvature * (x - this.middle);
  }
}

function mean(values: number[]): number {
  return sum(values) / values.length;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
