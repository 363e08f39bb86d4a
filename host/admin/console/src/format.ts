// Numbers, times and sizes as people read them. Pure; `now` is always passed in.
const whole = new Intl.NumberFormat("en");
const whole_time: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
  second: "2-digit", timeZoneName: "short" };
let zone: string | undefined;
let date_time: Intl.DateTimeFormat, day_only: Intl.DateTimeFormat, day_short: Intl.DateTimeFormat, clock_only: Intl.DateTimeFormat;
use_time_zone(undefined);

// Of the times that people read from now on; nothing: the zone of their computer. See time_zone.ts.
export function use_time_zone(name: string | undefined): void {
  zone = name;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", name ? { ...options, timeZone: name } : options);
  date_time = format(whole_time);
  day_only = format({ day: "numeric", month: "short", year: "numeric" });
  day_short = format({ day: "numeric", month: "short" });
  clock_only = format({ hour: "2-digit", minute: "2-digit" });
}

const minute_ms = 60_000, hour_ms = 60 * minute_ms, day_ms = 24 * hour_ms;

export function number(value: number): string {
  return whole.format(value);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function absolute(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : date_time.format(time);
}

// For tables: to the minute, the time zone stands in the tooltip.
export function moment(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : `${day_only.format(time)}, ${clock_only.format(time)}`;
}

export function date(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : day_only.format(time);
}

export function relative(at: string, now: number): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return at;
  const age = now - time, size = Math.abs(age);
  if (size < 45_000) return age >= -5_000 ? "just now" : "in a moment";
  if (size >= 45 * day_ms) return date(at);
  const amount = size < hour_ms ? [Math.max(1, Math.round(size / minute_ms)), "min"] as const
    : size < day_ms ? [Math.round(size / hour_ms), "h"] as const
    : [Math.round(size / day_ms), Math.round(size / day_ms) === 1 ? "day" : "days"] as const;
  return age > 0 ? `${amount[0]} ${amount[1]} ago` : `in ${amount[0]} ${amount[1]}`;
}

// Of an estimate: no more exact than it is. Past its end the work is "nearly done", since it still goes on.
export function time_left(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (Number.isNaN(left)) return "";
  if (left < minute_ms) return left > 0 ? "less than a minute left" : "nearly done";
  if (left < 90 * minute_ms) return `about ${Math.round(left / minute_ms)} min left`;
  if (left < 36 * hour_ms) return `about ${Math.round(left / hour_ms)} h left`;
  return `about ${Math.round(left / day_ms)} days left`;
}

// For lists that are compared with other logs: relative within the hour, then the clock.
export function log_time(at: string, now: number): string {
  return Math.abs(now - Date.parse(at)) < hour_ms ? relative(at, now) : clock(at, now);
}

// "12:03" today, "12 Mar, 12:03" on another day, with the year in another year.
export function clock(at: string, now: number): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const near = Math.abs(time.getTime() - now) < 6 * hour_ms; // past midnight, and yet clear
  const same_day = near || day_only.format(now) === day_only.format(time);
  if (!same_day && year_of(time) !== year_of(new Date(now))) return moment(at);
  return same_day ? clock_only.format(time) : `${day_short.format(time)}, ${clock_only.format(time)}`;
}

// The day and the clock, without a word for today: "22 Nov, 15:53"; of another year only the day, with its year.
export function day_and_clock(at: string, now: number): string {
  const time = new Date(at);
  if (year_of(time) !== year_of(new Date(now))) return day_only.format(time);
  return `${day_short.format(time)}, ${clock_only.format(time)}`;
}

// What a datetime-local field shows and gives: fields of a time without its zone, which is the chosen one.
export function to_input(at: string): string {
  const time = new Date(at);
  if (!at || Number.isNaN(time.getTime())) return "";
  const shifted = zone === "UTC" ? time : new Date(time.getTime() - time.getTimezoneOffset() * minute_ms);
  return shifted.toISOString().slice(0, 19).replace(/:00$/, "");
}

export function from_input(text: string): string | undefined {
  const named = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = new Date(zone === "UTC" && !named ? `${text}Z` : text);
  return text && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}

function year_of(time: Date): number {
  return zone === "UTC" ? time.getUTCFullYear() : time.getFullYear();
}

export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  if (total < 3600) return join_units(Math.floor(total / 60), "min", total % 60, "s");
  if (total < 86_400) return join_units(Math.floor(total / 3600), "h", Math.floor((total % 3600) / 60), "min");
  return join_units(Math.floor(total / 86_400), "d", Math.floor((total % 86_400) / 3600), "h");
}

function join_units(large: number, large_unit: string, small: number, small_unit: string): string {
  return small ? `${large} ${large_unit} ${small} ${small_unit}` : `${large} ${large_unit}`;
}

export function between(from: string, to: string): string {
  return duration(Math.max(0, Date.parse(to) - Date.parse(from)) / 1000);
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  if (bytes < 10 * 1024 ** 3) return `${decimal((bytes / 1024 / 1024).toFixed(1))} MB`;
  return `${decimal((bytes / 1024 ** 3).toFixed(1))} GB`;
}

// Groups the digits of a decimal that stays text: money never passes through a binary float.
export function decimal(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  return match[1] + (match[2] as string).replace(/\B(?=(\d{3})+$)/g, ",") + (match[3] ?? "");
}

// A budget of 0.0056 requests a second means nothing to people; one every 3 minutes does.
export function rate(per_second: number): string {
  if (per_second <= 0) return "none";
  if (per_second >= 1) return `${number(Number(per_second.toFixed(2)))} a second`;
  return `one every ${duration(1 / per_second)}`;
}

export function percent(done: number, total: number): number {
  if (total <= 0) return 0;
  return Math.min(100, Math.max(0, Math.round((done / total) * 100)));
}
