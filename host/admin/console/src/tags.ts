// The limits of tags and notes as the API has them, and what a tag looks like. Pure.
export const most_tags = 20;
export const tag_length = 40;
export const note_length = 4000;
export const most_objects = 200; // in one request

// A comma separates tags in an address, so none has one.
export function clean_tag(text: string): string {
  return text.replace(/,/g, " ").replace(/\s+/g, " ").trim().slice(0, tag_length);
}

export function in_chunks<T>(items: T[], size = most_objects): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
