// "Firefox on Linux" from what a browser says of itself. Pure.
const browsers: [RegExp, string][] = [
  [/\bEdg\//, "Edge"], [/\bOPR\//, "Opera"], [/\bFirefox\//, "Firefox"], [/\b(Headless)?Chrom(e|ium)\//, "Chrome"], [/\bSafari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, "Android"], [/\b(iPhone|iPad)\b/, "iOS"], [/\bWindows\b/, "Windows"], [/\bMac OS X\b/, "macOS"], [/\bLinux\b/, "Linux"],
];

export function browser_name(client: string): string {
  const of = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(client))?.[1];
  const browser = of(browsers), system = of(systems);
  if (!browser) return client.split(" ")[0] || "Unknown";
  return system ? `${browser} on ${system}` : browser;
}
