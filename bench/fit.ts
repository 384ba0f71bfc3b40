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

/** How much steeper a parabola through the points is at `to` than at `from`: 1 for a line, `to / from` where cost is quadratic. */
export function bend(x: number[], y: number[], from: number, to: number): number {
  // against the mean both powers are independent for points the same step apart, so each is a line of its own
  const centred = x.map((each) => each - mean(x));
  const squares = centred.map((each) => each ** 2);
  const { slope } = fitLine(centred, y);
  const curvature = fitLine(squares, y.map((each, i) => each - slope * centred[i])).slope;
  const steepness = (at: number) => slope + 2 * curvature * (at - mean(x));
  return steepness(to) / steepness(from);
}

function mean(values: number[]): number {
  return sum(values) / values.length;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
