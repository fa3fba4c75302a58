import { send, type Options } from "./client";

export interface Message {
  name: string;
  data: unknown;
}

/** Reads server-sent events of any method, one by one; EventSource can only GET. */
export async function* events(method: string, path: string, options: Options): AsyncGenerator<Message> {
  const response = await send(method, path, options);
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      held += value.replaceAll("\r\n", "\n");
      const blocks = held.split("\n\n");
      held = blocks.pop() ?? "";
      for (const block of blocks) {
        const message = parse(block);
        if (message) yield message;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** One block of lines, or nothing when it is a comment that keeps the connection alive. */
export function parse(block: string): Message | null {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const cut = line.indexOf(":");
    if (cut <= 0) continue;
    const value = line.slice(cut + 1).replace(/^ /, "");
    if (line.startsWith("event:")) name = value;
    if (line.startsWith("data:")) data.push(value);
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}
