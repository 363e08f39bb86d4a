// Settings that take several of their choices, kept as one text: "A,B".
export function parts_of(value: string): string[] {
  return value.split(",").map((one) => one.trim()).filter(Boolean);
}

// In the order of the choices.
export function list_with(value: string, choices: string[], choice: string, on: boolean): string {
  const chosen = parts_of(value);
  return choices.filter((one) => (one === choice ? on : chosen.includes(one))).join(",");
}
