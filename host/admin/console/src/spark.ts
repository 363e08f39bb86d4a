// Daily values -> the path of a small chart, and what it says in words. Pure.
export function points_of(values: (string | number | null)[]): number[] {
  return values.map((value) => Number(value) || 0);
}

// One path in a box of width x height, zero at the bottom; a single day is a flat line.
export function spark_path(values: number[], width: number, height: number, pad = 1.5): string {
  if (!values.length) return "";
  const top = Math.max(...values, 0), bottom = Math.min(...values, 0), span = top - bottom || 1;
  const step = values.length > 1 ? (width - 2 * pad) / (values.length - 1) : 0;
  const y = (value: number) => round(height - pad - ((value - bottom) / span) * (height - 2 * pad));
  if (values.length === 1) return `M${pad} ${y(values[0] as number)}H${width - pad}`;
  return values.map((value, index) => `${index ? "L" : "M"}${round(pad + index * step)} ${y(value)}`).join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

// How the second half compares with the first, for those who do not see the line.
export function trend_words(values: number[]): string {
  const half = Math.floor(values.length / 2);
  if (half < 1 || values.every((value) => value === 0)) return "no change";
  const sum = (part: number[]) => part.reduce((total, value) => total + value, 0);
  const before = sum(values.slice(0, half)), after = sum(values.slice(values.length - half));
  if (before === 0) return after > 0 ? "rising from nothing" : "no change";
  const change = Math.round(((after - before) / Math.abs(before)) * 100);
  if (Math.abs(change) < 3) return "steady";
  return `${change > 0 ? "up" : "down"} ${Math.abs(change)} % in the second half`;
}

// Round steps for an axis: 1, 2 or 5 times a power of ten, at most `most` of them above zero.
export function axis_steps(top: number, most = 4): number[] {
  if (!(top > 0)) return [0];
  const raw = top / most, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw) ?? 10 * power;
  const steps: number[] = [];
  for (let value = 0; value < top + step; value += step) steps.push(Number(value.toPrecision(12)));
  return steps;
}
