// Money as people read it, from decimal text and without a binary float in between. Nothing is converted or rounded. Pure.
const formats = new Map<string, Intl.NumberFormat | null>();

function format_of(currency: string): Intl.NumberFormat | null {
  let format = formats.get(currency);
  if (format === undefined) {
    try {
      format = new Intl.NumberFormat("en", { style: "currency", currency });
    } catch {
      format = null; // no code of ISO 4217
    }
    formats.set(currency, format);
  }
  return format;
}

// "1234.5", "EUR" -> "€1,234.50". More digits than the currency has stay: a bid of 0.355 is not 0.36.
export function money(amount: string | number | null | undefined, currency: string): string {
  if (amount === null || amount === undefined || amount === "") return "";
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(String(amount));
  if (!match) return `${amount} ${currency}`.trim();
  const [, sign = "", whole = "0", given = ""] = match;
  const format = currency ? format_of(currency) : null;
  const digits = format?.resolvedOptions().minimumFractionDigits ?? 0;
  const fraction = trimmed(given, digits).padEnd(digits, "0");
  const number = group(whole) + (fraction ? `.${fraction}` : "");
  if (!format) return `${sign}${number} ${currency}`.trim();
  const parts = format.formatToParts(sign ? -1 : 1);
  const at = parts.findIndex((part) => part.type === "integer");
  return parts.map((part, index) => (index === at ? number : part.type === "decimal" || part.type === "fraction" ? "" : part.value)).join("");
}

function trimmed(fraction: string, keep: number): string {
  let end = fraction.length;
  while (end > keep && fraction[end - 1] === "0") end -= 1;
  return fraction.slice(0, end);
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
